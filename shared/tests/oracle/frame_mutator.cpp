#include "shared/tests/oracle/frame_mutator.hpp"

#include <array>
#include <string_view>

namespace stimchat::oracle {
namespace {

using namespace std::string_view_literals;

constexpr std::array tokens{
    "{"sv,
    "}"sv,
    "["sv,
    "]"sv,
    ","sv,
    ":"sv,
    "\""sv,
    "\\"sv,
    " "sv,
    "\n"sv,
    "null"sv,
    "true"sv,
    "false"sv,
    "0"sv,
    "-"sv,
    "-0"sv,
    "1.0"sv,
    "1e2"sv,
    "1E+2"sv,
    "01"sv,
    "4294967296"sv,
    "\"\""sv,
    "\"x\""sv,
    "\"x\":1,"sv,
    ",\"y\":[{}]"sv,
    "\"type\":"sv,
    "\"data\":{}"sv,
    "\\u0074"sv,
    "\\ud83d"sv,
    "\\ude00"sv,
    "\\u0000"sv,
    "\\n"sv,
    "\\/"sv,
    "\xF0\x9F\x98\x80"sv,
    "\xC3\xA9"sv,
    "\xC0\x80"sv,
    "\xED\xA0\x80"sv,
    "\xFF"sv,
    "\x7F"sv,
    "\0"sv,
    "9007199254740991"sv,
    "9007199254740992"sv,
    "99999999999999999999"sv,
    "\"PING\""sv,
    "\"ACK\""sv,
    "[[[[[[[["sv,
};

}  // namespace

std::string FrameMutator::next() {
    std::string frame = any_seed();
    for (std::size_t changes = below(4); changes > 0; --changes)
        change(frame);
    return frame;
}

void FrameMutator::change(std::string& frame) {
    const std::size_t at = below(frame.size() + 1);
    const std::size_t size = below(12);
    switch (below(8)) {
        case 0:
            if (at < frame.size()) frame[at] = static_cast<char>(below(256));
            break;
        case 1:
            frame.erase(at, size);
            break;
        case 2:
            frame.insert(at, frame.substr(at, size));
            break;
        case 3:
        case 4:
            frame.insert(at, tokens[below(tokens.size())]);
            break;
        case 5:
            frame.replace(at, std::min(size, frame.size() - at), tokens[below(tokens.size())]);
            break;
        case 6: {
            const std::string& other = any_seed();
            frame = frame.substr(0, at) + other.substr(std::min(below(other.size() + 1), other.size()));
            break;
        }
        default:  // put a value where a value is
            if (const std::size_t colon = frame.find(':', at); colon != std::string::npos)
                frame.insert(colon + 1, std::string(tokens[below(tokens.size())]) + ",\"z\":");
            break;
    }
}

}  // namespace stimchat::oracle
