#include "shared/delivery/inbox.hpp"

namespace stimchat::delivery {

Arrival Inbox::observe(protocol::StreamPosition position) {
    if (position.epoch != last_.epoch) return Arrival::gap;
    if (position.offset <= last_.offset) return Arrival::duplicate;
    if (position.offset != last_.offset + 1) return Arrival::gap;
    last_ = position;
    return Arrival::fresh;
}

}  // namespace stimchat::delivery
