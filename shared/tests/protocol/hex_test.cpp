#include "shared/core/hex.hpp"

#include "shared/core/random.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace stimchat;

TEST_CASE("numbers are written with eight lower-case digits and read back, in either case") {
    constexpr std::uint64_t seed = 16;
    CAPTURE(seed);
    Xoshiro256 random(seed);
    for (int i = 0; i < 100'000; ++i) {
        const auto number = static_cast<std::uint32_t>(random.next());
        std::string text(8, ' ');
        write_hex8(number, text.data());
        std::uint64_t wrong = 0;
        bool same = read_hex8(text.data(), wrong) == number;
        for (char& c : text)
            if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
        same = same && read_hex8(text.data(), wrong) == number;
        if (!same || wrong != 0) FAIL(number);
    }
    std::string text(8, ' ');
    write_hex8(0x0123cdef, text.data());
    CHECK(text == "0123cdef");
}

TEST_CASE("every byte that is no digit is noticed in every place") {
    for (std::size_t place = 0; place < 8; ++place) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string text = "7fA09bE3";
            text[place] = static_cast<char>(byte);
            std::uint64_t wrong = 0;
            read_hex8(text.data(), wrong);
            const bool is_digit =
                std::string("0123456789abcdefABCDEF").find(static_cast<char>(byte)) != std::string::npos;
            CHECK((wrong == 0) == is_digit);
        }
    }
}
