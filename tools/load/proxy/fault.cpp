#include "tools/load/proxy/fault.hpp"

#include <array>
#include <charconv>

namespace stimchat::load {

namespace {

struct Row {
    FaultKind kind;
    std::string_view name;
    bool has_amount;
};

// In the order of FaultKind.
constexpr std::array<Row, 11> rows{{
    {FaultKind::reset, "reset", false},
    {FaultKind::close, "close", false},
    {FaultKind::lose_client, "lose-client", false},
    {FaultKind::lose_server, "lose-server", false},
    {FaultKind::swallow, "swallow", false},
    {FaultKind::stall, "stall", true},
    {FaultKind::cut_from_client, "cut-from-client", true},
    {FaultKind::cut_from_server, "cut-from-server", true},
    {FaultKind::next_cut_from_client, "next-cut-from-client", true},
    {FaultKind::next_cut_from_server, "next-cut-from-server", true},
    {FaultKind::refuse, "refuse", true},
}};

const Row& row_of(FaultKind kind) {
    return rows[static_cast<std::size_t>(kind)];
}

std::optional<std::uint32_t> parse_amount(std::string_view text) {
    std::uint32_t amount = 0;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, amount);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return amount;
}

}  // namespace

std::string_view name_of(FaultKind kind) {
    return row_of(kind).name;
}

std::string to_text(const Fault& fault) {
    std::string text(name_of(fault.kind));
    if (row_of(fault.kind).has_amount) text.append(" ").append(std::to_string(fault.amount));
    return text;
}

std::optional<Fault> parse_fault(std::string_view text) {
    const std::size_t name_end = text.find(' ');
    for (const Row& row : rows) {
        if (row.name != text.substr(0, name_end)) continue;
        if (row.has_amount != (name_end != std::string_view::npos)) return std::nullopt;
        if (!row.has_amount) return Fault{row.kind, 0};
        const auto amount = parse_amount(text.substr(name_end + 1));
        return amount ? std::optional(Fault{row.kind, *amount}) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace stimchat::load
