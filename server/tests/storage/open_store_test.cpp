#include "server/storage/open_store.hpp"

#include "server/tests/storage/test_databases.hpp"

#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace stimchat;
using namespace stimchat::storage;
using namespace stimchat::storage::test;

namespace {

std::string refusal_of(const std::string& url) {
    auto store = open_store(url, migrations_folder());
    REQUIRE_FALSE(store);
    return store.error();
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The test server's address with another user, password, port or database.
std::string postgres_url_with(const std::string& from, const std::string& to) {
    std::string url = postgres_url().value();
    return url.replace(url.find(from), from.size(), to);
}

std::string postgres_password() {
    const std::string url = postgres_url().value();
    const auto begin = url.find(':', url.find("://") + 3) + 1;
    return url.substr(begin, url.find('@') - begin);
}

}  // namespace

TEST_CASE("an address of another kind is refused without being repeated") {
    for (const char* url : {"mysql://user:secret@host/name", "", "stimchat.sqlite", "postgres:secret", "SQLITE:x"}) {
        const auto refused = refusal_of(url);
        CHECK(mentions(refused, "sqlite:"));
        CHECK(mentions(refused, "postgresql://"));
        CHECK_FALSE(mentions(refused, "secret"));
    }
}

TEST_CASE("SQLite: a path that cannot be used is refused with the path and the cause") {
    const TemporaryFolder folder;
    CHECK(mentions(refusal_of("sqlite:"), "needs the path of a file"));
    CHECK(mentions(refusal_of("sqlite::memory:"), "needs the path of a file"));
    const auto missing = (folder.path() / "nowhere" / "chat.sqlite").string();
    CHECK(mentions(refusal_of("sqlite:" + missing), missing));
    CHECK(mentions(refusal_of("sqlite:" + missing), "No such file or directory"));
    CHECK(mentions(refusal_of("sqlite:" + folder.path().string()), "Is a directory"));

    const auto text = folder.path() / "text.sqlite";
    std::ofstream(text) << std::string(5000, 'x');
    CHECK(mentions(refusal_of("sqlite:" + text.string()), "file is not a database"));
}

TEST_CASE("SQLite: the file is for its owner alone") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "chat.sqlite";
    auto store = open_store("sqlite:" + path.string(), migrations_folder());
    REQUIRE(store);
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status {};
        REQUIRE(::stat((path.string() + suffix).c_str(), &status) == 0);
        CHECK((status.st_mode & 0777) == 0600);
    }
}

TEST_CASE("a refused migration is told when the store is opened") {
    on_each_engine([](TestDatabase& database) {
        const TemporaryFolder folder;
        std::ofstream(folder.path() / "0001_other.sql") << "CREATE TABLE a (n BIGINT)";
        REQUIRE(open_store(database.url(), folder.path()));
        auto refused = open_store(database.url(), migrations_folder());
        REQUIRE_FALSE(refused);
        CHECK(mentions(refused.error(), "0001_other.sql"));
    });
}

TEST_CASE("PostgreSQL: a server that cannot be reached is named, the password is not") {
    for (const char* scheme : {"postgresql", "postgres"}) {
        const auto refused = refusal_of(std::string(scheme) + "://ada:secret@127.0.0.1:1/chat");
        CHECK(mentions(refused, "127.0.0.1"));
        CHECK(mentions(refused, "refused"));
        CHECK_FALSE(mentions(refused, "secret"));
    }
    for (const char* unreadable :
         {"postgresql://ada:secret@[::1:bad/chat", "postgresql://ada:secret%zz@host/chat",
          "postgresql://ada:secret@host:port/chat", "postgresql://host/chat?password=secret&nonsense=1"}) {
        const auto words = refusal_of(unreadable);
        CHECK(mentions(words, "the address cannot be read"));
        CHECK_FALSE(mentions(words, "secret"));
    }
}

TEST_CASE("PostgreSQL: wrong password, user and database are told apart, and no password is told") {
    if (!postgres_url()) return;
    const auto password = postgres_password();
    const auto wrong_password = refusal_of(postgres_url_with(password, "not-the-password"));
    CHECK(mentions(wrong_password, "password authentication failed"));
    CHECK_FALSE(mentions(wrong_password, "not-the-password"));
    const auto wrong_database = refusal_of(postgres_url_with("/postgres", "/nowhere"));
    CHECK(mentions(wrong_database, "database \"nowhere\" does not exist"));
    CHECK_FALSE(mentions(wrong_database, password));
}
