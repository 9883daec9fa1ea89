#include "tools/load/journal.hpp"

#include <ostream>

namespace stimchat::load {

void Journal::note(Instant now, std::string_view direction, std::string_view what) {
    if (lines_.size() == lines_max) lines_.pop_front();
    std::string line(direction);
    line.insert(0, std::to_string(now.ms_since_epoch % 1'000'000) + " ");
    lines_.push_back(line.append(" ").append(what.substr(0, line_bytes_max)));
}

void Journal::note_frame(Instant now, std::string_view direction, std::string_view frame) {
    constexpr std::string_view token_name = "\"token\":\"";
    const std::size_t token_at = frame.find(token_name);
    if (token_at == std::string_view::npos) return note(now, direction, frame);
    const std::size_t start = token_at + token_name.size();
    const std::size_t end = frame.find('"', start);
    std::string shown(frame);
    note(now, direction, shown.replace(start, end == std::string_view::npos ? end : end - start, "..."));
}

void Journal::print(std::ostream& out) const {
    for (const std::string& line : lines_)
        out << "    " << line << '\n';
}

}  // namespace stimchat::load
