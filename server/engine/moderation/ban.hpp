#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"

#include <optional>
#include <string>

namespace stimchat {
using BanId = Id<struct BanIdTag>;
}

namespace stimchat::engine {

struct Ban {
    BanId id;
    ParticipantKey participant;
    std::string reason;  ///< plain words, shown to the banned person
    Instant imposed_at;
    std::optional<Instant> until;  ///< absent: permanent
};

inline bool is_active(const Ban& ban, Instant now) {
    return !ban.until || now < *ban.until;
}

}  // namespace stimchat::engine
