#include "server/tests/storage/child_process.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <utility>

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stimchat::storage::test {

ChildProcess::ChildProcess(const std::function<int(int)>& body) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    std::fflush(nullptr);  // what is buffered would be written twice
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        ::close(ends[0]);
        int status = 99;
        try {
            status = body(ends[1]);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "child process: %s\n", error.what());
        }
        ::_exit(status);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), pipe_(std::exchange(other.pipe_, -1)) {}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        kill();
        wait();
    }
    if (pipe_ >= 0) ::close(pipe_);
}

std::string ChildProcess::read(std::size_t bytes) {
    std::string all(bytes, '\0');
    std::size_t filled = 0;
    while (filled < bytes) {
        const auto got = ::read(pipe_, all.data() + filled, bytes - filled);
        if (got <= 0) break;
        filled += static_cast<std::size_t>(got);
    }
    all.resize(filled);
    return all;
}

std::string ChildProcess::read_to_end() {
    std::string all;
    for (;;) {
        auto piece = read(4096);
        all += piece;
        if (piece.size() < 4096) return all;
    }
}

void ChildProcess::kill() {
    ::kill(pid_, SIGKILL);
}

int ChildProcess::wait() {
    int status = 0;
    REQUIRE(::waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace stimchat::storage::test
