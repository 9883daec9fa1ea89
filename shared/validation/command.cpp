#include "shared/validation/command.hpp"

#include "shared/core/overloaded.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/protocol/wire_names.hpp"
#include "shared/validation/text.hpp"

#include <algorithm>

namespace stimchat::validation {
namespace {

using namespace protocol;
using MaybeFault = std::optional<Fault>;

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

MaybeFault check_hello(const Hello& hello) {
    if (hello.token.size() > limits::token_bytes_max) return Fault{NackCode::invalid_value, field::token.path};
    if (hello.client.size() > limits::client_name_bytes_max || has_control(hello.client))
        return Fault{NackCode::invalid_value, field::client.path};
    return std::nullopt;
}

MaybeFault check_send_text(const SendText& send) {
    if (const auto code = check_text(send.text).fault) return Fault{*code, field::text.path};
    return std::nullopt;
}

// `gone` is for the server to say.
MaybeFault check_set_presence(const SetPresence& set) {
    if (set.presence == Presence::gone) return Fault{NackCode::invalid_value, field::presence.path};
    return std::nullopt;
}

}  // namespace

std::optional<Fault> validate(const Command& command) {
    return std::visit(overloaded{
                          [](const Hello& hello) { return check_hello(hello); },
                          [](const Find&) { return MaybeFault(); },
                          [](const Cancel&) { return MaybeFault(); },
                          [](const SendText& send) { return check_send_text(send); },
                          [](const Leave&) { return MaybeFault(); },
                          [](const Ping&) { return MaybeFault(); },
                          [](const SetPresence& set) { return check_set_presence(set); },
                          [](const SetTyping&) { return MaybeFault(); },
                          [](const MarkSeen&) { return MaybeFault(); },
                      },
                      command.body);
}

}  // namespace stimchat::validation
