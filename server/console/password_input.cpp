#include "server/console/password_input.hpp"

#include "server/identity/password.hpp"

#include <cerrno>
#include <csignal>
#include <string_view>

#include <sodium.h>
#include <termios.h>
#include <unistd.h>

namespace stimchat::console {
namespace {

constexpr std::size_t line_bytes_max = identity::password_bytes_max + 1;

void say(std::string_view text) {
    // To standard error: standard output is for what was done. Nothing useful can follow a failure to write.
    [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

// Echo is off while this lives. The signals that would end the process only end the reading meanwhile, so that nobody
// is left with a terminal that shows nothing.
class SilentTerminal {
  public:
    SilentTerminal() {
        struct sigaction note {};
        note.sa_handler = [](int) {};  // read() returns with EINTR
        sigemptyset(&note.sa_mask);
        sigaction(SIGINT, &note, &old_interrupt_);
        sigaction(SIGTERM, &note, &old_terminate_);
        tcgetattr(STDIN_FILENO, &old_mode_);
        termios silent = old_mode_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &old_mode_);
        sigaction(SIGINT, &old_interrupt_, nullptr);
        sigaction(SIGTERM, &old_terminate_, nullptr);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

  private:
    struct sigaction old_interrupt_ {};
    struct sigaction old_terminate_ {};
    termios old_mode_{};
};

// Byte by byte, so that nothing is read beyond the line and no stream's buffer keeps the password.
Result<std::string, InputFault> read_line() {
    std::string line;
    line.reserve(line_bytes_max);
    for (;;) {
        char c = 0;
        const auto got = read(STDIN_FILENO, &c, 1);
        if (got < 0 && errno == EINTR) return failure(InputFault::interrupted);
        if (got <= 0 && line.empty()) return failure(InputFault::ended);
        if (got <= 0 || c == '\n') break;
        if (line.size() == line_bytes_max) return failure(InputFault::too_long);
        line += c;
    }
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace

Result<std::string, InputFault> read_new_password() {
    if (isatty(STDIN_FILENO) == 0) return read_line();

    const SilentTerminal terminal;
    say("Password (is not shown): ");
    auto first = read_line();
    say("\n");
    if (!first) return first;
    say("The same again: ");
    auto second = read_line();
    say("\n");
    if (!second) return second;
    const bool equal = *first == *second;
    sodium_memzero(second->data(), second->size());
    if (!equal) return failure(InputFault::unequal);
    return first;
}

}  // namespace stimchat::console
