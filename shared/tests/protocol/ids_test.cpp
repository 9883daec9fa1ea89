#include "shared/core/ids.hpp"

#include "shared/core/random.hpp"

#include <string>
#include <type_traits>

#include <doctest/doctest.h>

using namespace stimchat;

TEST_CASE("an id is written as a lower-case UUID and read back") {
    const MessageId id{0x0190a1b2c3d44e5f, 0x8a9b0c1d2e3f4a5b};
    CHECK(view(to_text(id)) == "0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b");
    CHECK(parse_id<MessageId>(view(to_text(id))) == id);
    CHECK(parse_id<MessageId>("0190A1B2-C3D4-4E5F-8A9B-0C1D2E3F4A5B") == id);
}

TEST_CASE("anything but 8-4-4-4-12 hexadecimal digits is no UUID") {
    const std::string good = "0190a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b";
    for (std::size_t place = 0; place < good.size(); ++place) {
        CAPTURE(place);
        for (const char wrong : {'g', ' ', '\0', '\xC3', '/', ':', '@', '`'}) {
            std::string text = good;
            text[place] = wrong;
            CHECK_FALSE(parse_uuid(text));
        }
        std::string shifted = good;
        shifted[place] = good[place] == '-' ? '0' : '-';
        CHECK_FALSE(parse_uuid(shifted));
    }
    CHECK_FALSE(parse_uuid(""));
    CHECK_FALSE(parse_uuid(good.substr(1)));
    CHECK_FALSE(parse_uuid(good + "0"));
    CHECK_FALSE(parse_uuid("{" + good + "}"));
    CHECK_FALSE(parse_uuid("0190a1b2c3d44e5f8a9b0c1d2e3f4a5b"));
}

TEST_CASE("an alias is written with eight digits and read back") {
    CHECK(view(format_alias(Alias{0x00c0ffee})) == "anon-00c0ffee");
    CHECK(parse_alias("anon-00c0ffee") == Alias{0x00c0ffee});
    CHECK(parse_alias("anon-FFFFFFFF") == Alias{0xffffffff});
    for (const char* wrong :
         {"", "anon-", "anon-00c0ffe", "anon-00c0ffee0", "Anon-00c0ffee", "anon_00c0ffee", "anon-00c0ffeg"})
        CHECK_FALSE(parse_alias(wrong));
}

TEST_CASE("ids of different things cannot be mixed up") {
    CHECK_FALSE(std::is_convertible_v<MessageId, ConversationId>);
    CHECK_FALSE(std::is_convertible_v<SessionId, ParticipantId>);
}

TEST_CASE("a random id has the form of a version 4 UUID") {
    Xoshiro256 random(1);
    for (int i = 0; i < 1000; ++i) {
        const auto text = to_text(random_id<MessageId>(random));
        CHECK(text[14] == '4');
        CHECK(std::string_view("89ab").find(text[19]) != std::string_view::npos);
    }
}
