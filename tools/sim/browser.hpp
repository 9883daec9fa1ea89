#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace stimchat::sim {

/// What a browser keeps, and all its tabs share: localStorage, as the facade of wasm-client/ uses it.
struct Browser {
    struct Unsent {
        std::string message_id;
        std::string text;
    };

    std::string token;
    std::uint32_t terms = 0;
    std::string conversation;
    std::vector<Unsent> unsent;  ///< of that conversation, oldest first

    /// `before`: what this tab named last. What another tab has named since is not forgotten for it.
    void keep_conversation(std::string_view now, std::string_view before);
    /// Of that conversation, or nothing is kept. An empty text: it is delivered, or forgotten.
    void keep_unsent(const std::string& message_id, const std::string& text, std::string_view of);
};

}  // namespace stimchat::sim
