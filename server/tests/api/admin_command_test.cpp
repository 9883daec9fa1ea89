#include "server/console/admin_command.hpp"

#include "server/identity/password.hpp"
#include "server/tests/api/console_bench.hpp"

#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

using namespace stimchat;
using namespace stimchat::tests;

namespace {

/// Puts another file in place of standard input while it lives.
class InputFrom {
  public:
    explicit InputFrom(int file) : saved_(dup(STDIN_FILENO)) { dup2(file, STDIN_FILENO); }
    ~InputFrom() {
        dup2(saved_, STDIN_FILENO);
        close(saved_);
    }
    InputFrom(const InputFrom&) = delete;
    InputFrom& operator=(const InputFrom&) = delete;

  private:
    int saved_;
};

int add(ConsoleBench& bench, const std::string& name) {
    static Xoshiro256 random(5);  // one for all: each moderator has an id of its own
    const auto code = bench.in_store<int>([&](storage::Store& store) -> storage::StoreResult<int> {
        return console::run_admin_add(store, name, random, bench.now);
    });
    REQUIRE(code);
    return *code;
}

int add_with_input(ConsoleBench& bench, const std::string& name, const std::string& input) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    REQUIRE(write(ends[1], input.data(), input.size()) == static_cast<ssize_t>(input.size()));
    close(ends[1]);
    const InputFrom piped(ends[0]);
    close(ends[0]);
    return add(bench, name);
}

storage::StoreResult<storage::Moderator> stored(ConsoleBench& bench, const std::string& name) {
    return bench.in_store<storage::Moderator>([&](storage::Store& store) { return store.find_moderator(name); });
}

struct Typed {
    int exit_code = 0;
    std::string shown;  ///< what the terminal echoed
    bool echo_after = false;
};

/// Types `lines` on a terminal, each once the echo is off.
Typed add_at_terminal(ConsoleBench& bench, const std::string& name, const std::string& lines) {
    int keyboard = -1;
    int terminal = -1;
    REQUIRE(openpty(&keyboard, &terminal, nullptr, nullptr, nullptr) == 0);
    const auto echoes = [&] {
        termios mode{};
        tcgetattr(terminal, &mode);
        return (mode.c_lflag & static_cast<tcflag_t>(ECHO)) != 0;
    };
    std::thread typist([&] {
        while (echoes())
            std::this_thread::yield();
        REQUIRE(write(keyboard, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()));
    });
    Typed typed;
    {
        const InputFrom tty(terminal);
        typed.exit_code = add(bench, name);
    }
    typist.join();
    typed.echo_after = echoes();
    char buffer[512];
    fcntl(keyboard, F_SETFL, O_NONBLOCK);
    if (const auto size = read(keyboard, buffer, sizeof(buffer)); size > 0)
        typed.shown.assign(buffer, static_cast<std::size_t>(size));
    close(keyboard);
    close(terminal);
    return typed;
}

}  // namespace

TEST_CASE("a moderator is added with the password from standard input, stored as a hash only") {
    ConsoleBench bench;
    CHECK(add_with_input(bench, "bob", "bob's long password\nand more\n") == console::exit_done);
    const auto bob = stored(bench, "bob");
    REQUIRE(bob);
    CHECK(bob->password_hash.starts_with("$argon2id$"));
    CHECK(identity::verify_password(bob->password_hash, "bob's long password"));
    CHECK(bench.audited_actions(1).front() == "moderator.add");
    CHECK(bench.try_sign_in("bob", "bob's long password").status == 201);
}

TEST_CASE("the end of a line is not part of the password, however it is written") {
    ConsoleBench bench;
    CHECK(add_with_input(bench, "unix", "a long password\n") == console::exit_done);
    CHECK(add_with_input(bench, "windows", "a long password\r\n") == console::exit_done);
    CHECK(add_with_input(bench, "none", "a long password") == console::exit_done);
    for (const char* name : {"unix", "windows", "none"})
        CHECK(identity::verify_password(stored(bench, name)->password_hash, "a long password"));
}

TEST_CASE("a wrong name, a wrong password and a name that is taken are refused, and nothing is stored") {
    ConsoleBench bench;
    const std::string good = "a long password\n";
    for (const char* name : {"", "b", "Bob", "bob smith", "bob'; --", "1bob"})
        CHECK(add_with_input(bench, name, good) == console::exit_refused);
    for (const std::string& password :
         {std::string(), std::string("\n"), std::string("short\n"), std::string(257, 'x'), std::string(40'000, 'x')})
        CHECK(add_with_input(bench, "bob", password) == console::exit_refused);
    CHECK_FALSE(stored(bench, "bob"));
    CHECK(add_with_input(bench, "alice", good) == console::exit_refused);
    CHECK(bench.try_sign_in("alice", password).status == 201);
    bench.database_away = true;
    CHECK(add_with_input(bench, "bob", good) == console::exit_refused);
}

TEST_CASE("on a terminal the password is asked for twice and never shown, and the echo is back afterwards") {
    ConsoleBench bench;
    const Typed same = add_at_terminal(bench, "bob", "a long password\na long password\n");
    CHECK(same.exit_code == console::exit_done);
    CHECK(same.shown.find("password") == std::string::npos);
    CHECK(same.echo_after);
    CHECK(identity::verify_password(stored(bench, "bob")->password_hash, "a long password"));

    const Typed other = add_at_terminal(bench, "carol", "a long password\nanother password\n");
    CHECK(other.exit_code == console::exit_refused);
    CHECK(other.echo_after);
    CHECK_FALSE(stored(bench, "carol"));
}
