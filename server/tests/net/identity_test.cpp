#include "server/identity/server_key.hpp"
#include "server/identity/sodium_random.hpp"
#include "server/identity/token_signer.hpp"
#include "server/tests/net/temporary_folder.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace stimchat;
using engine::TokenFault;
using stimchat::test::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr Instant start{1'800'000'000'000};

identity::ServerKey key_of(std::uint8_t fill) {
    identity::ServerKey key;
    key.fill(fill);
    return key;
}

}  // namespace

TEST_CASE("a minted token names its participant, always under the same key, until it expires") {
    const identity::TokenSigner signer(key_of(1), hours(1));
    const auto minted = signer.mint(start);
    CHECK(minted.expires_at == start + hours(1));
    const auto first = signer.verify(minted.token, start);
    const auto last = signer.verify(minted.token, minted.expires_at - milliseconds(1));
    REQUIRE(first);
    REQUIRE(last);
    CHECK(first->participant == last->participant);
    CHECK(first->key == last->key);
    CHECK(signer.verify(minted.token, minted.expires_at).error() == TokenFault::expired);
    CHECK(signer.verify(minted.token, start + hours(1000)).error() == TokenFault::expired);
}

TEST_CASE("two tokens are two participants") {
    const identity::TokenSigner signer(key_of(1), hours(1));
    const auto one = signer.verify(signer.mint(start).token, start);
    const auto two = signer.verify(signer.mint(start).token, start);
    CHECK_FALSE(one->participant == two->participant);
    CHECK_FALSE(one->key == two->key);
}

TEST_CASE("a renewed token is the same participant, also after it has expired") {
    const identity::TokenSigner signer(key_of(1), hours(1));
    const auto old_token = signer.mint(start).token;
    const auto later = start + hours(48);
    const auto renewed = signer.renew(old_token, later);
    REQUIRE(renewed);
    CHECK(renewed->expires_at == later + hours(1));
    CHECK(signer.verify(renewed->token, later)->key == signer.verify(old_token, start)->key);
    CHECK(signer.renew("v1.nonsense.nonsense", later).error() == TokenFault::invalid);
}

TEST_CASE("a token of another server is forged, and the participant's key is another there") {
    const identity::TokenSigner ours(key_of(1), hours(1));
    const identity::TokenSigner theirs(key_of(2), hours(1));
    CHECK(ours.verify(theirs.mint(start).token, start).error() == TokenFault::invalid);
}

TEST_CASE("a token with any one character changed, cut off or added is invalid") {
    const identity::TokenSigner signer(key_of(1), hours(1));
    const std::string token = signer.mint(start).token;
    for (std::size_t i = 0; i < token.size(); ++i) {
        CHECK(signer.verify(token.substr(0, i), start).error() == TokenFault::invalid);
        for (const char other : {'A', 'B', '-', '_', '.', '=', '\0', ' ', '\xFF'}) {
            if (other == token[i]) continue;
            std::string changed = token;
            changed[i] = other;
            CHECK_FALSE(signer.verify(changed, start));
            CHECK_FALSE(signer.renew(changed, start));
        }
    }
    for (const char* more : {"A", "=", ".", " ", "\n"}) {
        CHECK_FALSE(signer.verify(token + more, start));
        CHECK_FALSE(signer.verify(more + token, start));
    }
    CHECK_FALSE(signer.verify(std::string(100'000, 'v'), start));
}

TEST_CASE("a token has one spelling: unused bits of its last digit must be zero") {
    const identity::TokenSigner signer(key_of(1), hours(1));
    std::string token = signer.mint(start).token;
    // 32 bytes are 43 digits, of which the last has two bits that mean nothing.
    const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const std::size_t last = digits.find(token.back());
    REQUIRE(last % 4 == 0);
    token.back() = digits[last + 1];
    CHECK(signer.verify(token, start).error() == TokenFault::invalid);
}

TEST_CASE("the server's key is made once, for its owner alone, and found again") {
    const TemporaryFolder folder;
    const auto made = identity::load_or_make_server_key(folder / "server.key");
    REQUIRE(made);
    struct stat status {};
    REQUIRE(stat((folder / "server.key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    const auto found = identity::load_or_make_server_key(folder / "server.key");
    REQUIRE(found);
    CHECK(*found == *made);
    const TemporaryFolder other;
    CHECK(*identity::load_or_make_server_key(other / "server.key") != *made);
}

TEST_CASE("a server's key that others can read, of a wrong size, or nowhere to be made is refused by name") {
    const TemporaryFolder folder;
    REQUIRE(identity::load_or_make_server_key(folder / "server.key"));
    for (const auto extra : {fs::perms::others_read, fs::perms::group_read, fs::perms::others_write}) {
        fs::permissions(folder / "server.key", fs::perms::owner_read | fs::perms::owner_write | extra);
        const auto refused = identity::load_or_make_server_key(folder / "server.key");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().find("server.key") != std::string::npos);
    }
    fs::permissions(folder / "server.key", fs::perms::owner_read | fs::perms::owner_write);
    std::ofstream(folder / "server.key", std::ios::app) << "x";
    CHECK_FALSE(identity::load_or_make_server_key(folder / "server.key"));
    CHECK_FALSE(identity::load_or_make_server_key("/no/such/folder/server.key"));
}

TEST_CASE("the CSPRNG does not repeat itself across its blocks") {
    identity::SodiumRandom random;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(random.next());
    CHECK(seen.size() == 1000);
}
