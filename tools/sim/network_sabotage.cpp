#include "shared/protocol/codec.hpp"
#include "tools/sim/network.hpp"

#include <optional>

/// What no network does that keeps to its contract (see Sabotage).
namespace stimchat::sim {

namespace {

constexpr std::uint32_t per_frame = 20;  // permille

/// Its text, if that is what a frame carries, under the position that `change` gives it.
template <class Change>
std::optional<std::string> forge(std::string_view frame, const Change& change) {
    protocol::Decoder decoder;
    auto message = decoder.decode_server_message(frame);
    if (!message) return std::nullopt;
    auto* text = std::get_if<protocol::TextReceived>(&message->body);
    if (text == nullptr) return std::nullopt;
    change(text->position);
    std::string forged;
    protocol::encode(*message, forged);
    return forged;
}

}  // namespace

bool Network::sabotage(LinkNumber number, std::string_view frame) {
    const auto post = [&](std::string_view bytes) {
        post_to_tab(number, {Parcel::Kind::frame, 0, std::string(bytes)});
        return true;
    };
    if (world_.sabotages(Sabotage::drop_frame, per_frame)) return true;
    if (world_.sabotages(Sabotage::deliver_twice, per_frame)) return post(frame) && post(frame);
    if (world_.sabotages(Sabotage::forge_twice, per_frame)) {
        const auto again = forge(frame, [](protocol::StreamPosition& position) { ++position.offset; });
        return again && post(frame) && post(*again);
    }
    if (world_.sabotages(Sabotage::forge_epoch, per_frame)) {
        const auto again = forge(frame, [](protocol::StreamPosition& position) {
            ++position.epoch;
            ++position.offset;
        });
        return again && post(frame) && post(*again);
    }
    const bool changing = world_.sabotages(Sabotage::reorder, 200);
    const bool forging = world_.sabotages(Sabotage::forge_order, 500);
    if (!changing && !forging) return false;

    auto& under_way = links_[number].to_tab.under_way;
    if (under_way.empty() || under_way.back().kind != Parcel::Kind::frame) return false;
    const std::string before = under_way.back().bytes;
    if (changing) {
        under_way.back().bytes = frame;
        return post(before);
    }
    return change_places(number, frame);
}

/// Of two texts of one stream, the second comes first and says that it is the first.
bool Network::change_places(LinkNumber number, std::string_view frame) {
    auto& under_way = links_[number].to_tab.under_way;
    protocol::StreamPosition earlier;
    protocol::StreamPosition later;
    const auto read = [&](protocol::StreamPosition& into) {
        return [&into](const protocol::StreamPosition& position) { into = position; };
    };
    if (!forge(under_way.back().bytes, read(earlier)) || !forge(frame, read(later))) return false;
    if (later.offset != earlier.offset + 1) return false;
    const auto write = [](protocol::StreamPosition to) {
        return [to](protocol::StreamPosition& position) { position = to; };
    };
    std::string second = *forge(under_way.back().bytes, write(later));
    under_way.back().bytes = *forge(frame, write(earlier));
    post_to_tab(number, {Parcel::Kind::frame, 0, std::move(second)});
    return true;
}

}  // namespace stimchat::sim
