#include "tools/sim/browser.hpp"

#include <algorithm>

namespace stimchat::sim {

void Browser::keep_conversation(std::string_view now) {
    if (conversation == now) return;
    conversation = now;
    unsent.clear();
}

void Browser::keep_unsent(const std::string& message_id, const std::string& text) {
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
