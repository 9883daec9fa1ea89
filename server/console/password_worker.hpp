#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace stimchat::console {

inline constexpr std::size_t password_checks_queued_max = 16;

/// A thread of its own for argon2id, which takes tens of milliseconds: neither the reactor nor the database waits for
/// it.
class PasswordWorker {
  public:
    using Post = std::function<void(std::function<void()>)>;

    explicit PasswordWorker(Post post);
    ~PasswordWorker();
    PasswordWorker(const PasswordWorker&) = delete;
    PasswordWorker& operator=(const PasswordWorker&) = delete;

    /// Calls `then` through `post`. Without a hash (there is no such moderator) it takes as long, and the answer is no.
    /// False, and `then` is not called, where too many are waiting.
    bool check(std::optional<std::string> hash, std::string password, std::function<void(bool)> then);

  private:
    struct Thread;
    std::unique_ptr<Thread> thread_;
};

}  // namespace stimchat::console
