#pragma once

#include <functional>
#include <optional>
#include <string>

namespace stimchat::storage::test {

/// A process of its own, forked from the test program, that may be killed as a crash would.
class ChildProcess {
  public:
    /// `body` gets a pipe to write to; what it gives is the exit status. It must not use doctest's macros.
    explicit ChildProcess(const std::function<int(int pipe)>& body);
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ChildProcess& operator=(ChildProcess&&) = delete;

    /// Waits for this many bytes from the pipe; fewer come if the child ends before.
    std::string read(std::size_t bytes);
    std::string read_to_end();
    void kill();  ///< SIGKILL
    /// The exit status; -1 if it was killed.
    int wait();

  private:
    int pid_ = -1;
    int pipe_ = -1;
};

}  // namespace stimchat::storage::test
