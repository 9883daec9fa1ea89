#pragma once

#include "shared/core/time.hpp"
#include "shared/core/token_bucket.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::console {

/// Makes guessing passwords slow. Pure: `now` comes from outside.
///
/// Each name may fail a few times at once; after that the wait before its next attempt doubles with each failure.
/// Attempts made during the wait are refused without a look at the password and do not lengthen it, so that somebody
/// else's guessing keeps the owner of the name out for wait_max at a time and not for good. Attempts on all names
/// together pass a token bucket, since many names are otherwise as good as many tries.
class SignInThrottle {
  public:
    static constexpr std::uint32_t free_failures = 3;
    static constexpr Duration wait_base = seconds(2);
    static constexpr Duration wait_max = minutes(15);
    static constexpr Duration forgotten_after = hours(1);
    static constexpr std::size_t names_max = 1024;
    static constexpr BucketShape all_names{20, 2};

    /// Nothing: go ahead, and the attempt counts as failed until succeeded() or withdrawn() is called, so that a
    /// hundred at once are a hundred failures. Else how long to wait.
    std::optional<Duration> attempt(std::string_view name, Instant now);
    void succeeded(std::string_view name);
    /// The attempt could not be judged, e.g. because the database was away.
    void withdrawn(std::string_view name);

    std::size_t names() const { return records_.size(); }

  private:
    struct Record {
        std::uint32_t failures = 0;
        Instant last;
        Instant open_at;
    };
    void make_room(Instant now);

    std::map<std::string, Record, std::less<>> records_;
    TokenBucket all_;
};

}  // namespace stimchat::console
