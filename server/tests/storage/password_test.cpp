#include "server/identity/password.hpp"

#include <doctest/doctest.h>

using namespace stimchat::identity;

TEST_CASE("a password is hashed with argon2id and verified") {
    const std::string password = "correct horse \U0001F40E battery";
    auto hash = hash_password(password);
    REQUIRE(hash);
    CHECK(hash->rfind("$argon2id$v=19$m=65536,t=2,p=1$", 0) == 0);
    CHECK(hash->find(password) == std::string::npos);
    CHECK(verify_password(*hash, password));
    CHECK_FALSE(verify_password(*hash, password + " "));
    CHECK_FALSE(verify_password(*hash, password.substr(1)));
    CHECK_FALSE(verify_password(*hash, ""));
}

TEST_CASE("the same password gives another hash each time") {
    CHECK(hash_password("the same password").value() != hash_password("the same password").value());
}

TEST_CASE("passwords that are too short or too long are refused with a sentence") {
    CHECK(hash_password(std::string(password_bytes_min, 'p')));
    CHECK(hash_password(std::string(password_bytes_max, 'p')));
    auto too_short = hash_password(std::string(password_bytes_min - 1, 'p'));
    REQUIRE_FALSE(too_short);
    CHECK(too_short.error() == "The password is too short: use at least 12 characters.");
    auto too_long = hash_password(std::string(password_bytes_max + 1, 'p'));
    REQUIRE_FALSE(too_long);
    CHECK(too_long.error() == "The password is too long: use at most 256 bytes.");
}

TEST_CASE("a password counts to its last byte, a NUL in it included") {
    auto hash = hash_password(std::string("with a NUL\0 inside", 18));
    REQUIRE(hash);
    CHECK_FALSE(verify_password(*hash, "with a NUL"));
    CHECK(verify_password(*hash, std::string("with a NUL\0 inside", 18)));
}

TEST_CASE("nothing verifies against a damaged hash") {
    const std::string password = "a good password";
    CHECK_FALSE(verify_password("", password));
    CHECK_FALSE(verify_password("plain text", password));
    CHECK_FALSE(verify_password(std::string(10'000, '$'), password));
    auto hash = hash_password(password).value();
    hash.back() = hash.back() == 'A' ? 'B' : 'A';
    CHECK_FALSE(verify_password(hash, password));
}
