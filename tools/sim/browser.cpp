#include "tools/sim/browser.hpp"

#include <algorithm>

namespace stimchat::sim {

void Browser::keep_conversation(std::string_view now, std::string_view before) {
    const bool is_anothers = now.empty() && !before.empty() && conversation != before;
    if (conversation == now || is_anothers) return;
    conversation = now;
    unsent.clear();
}

void Browser::keep_unsent(const std::string& message_id, const std::string& text, std::string_view of) {
    if (of != conversation) return;
    const auto known =
        std::find_if(unsent.begin(), unsent.end(), [&](const Unsent& one) { return one.message_id == message_id; });
    if (text.empty()) {
        if (known != unsent.end()) unsent.erase(known);
    } else if (known != unsent.end()) {
        known->text = text;
    } else {
        unsent.push_back({message_id, text});
    }
}

}  // namespace stimchat::sim
