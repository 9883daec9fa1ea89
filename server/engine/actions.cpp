#include "server/engine/actions.hpp"

#include "shared/protocol/codec.hpp"

namespace stimchat::engine {

FrameSpan Actions::encode(const protocol::ServerMessage& message) {
    const std::size_t begin = frames_.size();
    protocol::encode(message, frames_);
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(frames_.size() - begin)};
}

void Actions::clear() {
    frames_.clear();
    list_.clear();
}

}  // namespace stimchat::engine
