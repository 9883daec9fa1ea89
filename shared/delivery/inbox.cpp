#include "shared/delivery/inbox.hpp"

#include "shared/core/mutation.hpp"

namespace stimchat::delivery {

Arrival Inbox::observe(protocol::StreamPosition position) {
    if (position.epoch != last_.epoch && !mutated(Mutation::skip_epoch_check)) return Arrival::gap;
    if (position.offset <= last_.offset && !mutated(Mutation::inbox_takes_duplicates)) return Arrival::duplicate;
    if (position.offset > last_.offset + 1 && !mutated(Mutation::inbox_ignores_gaps)) return Arrival::gap;
    last_ = position;
    return Arrival::fresh;
}

}  // namespace stimchat::delivery
