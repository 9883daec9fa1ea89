#include "shared/session/server_transitions.hpp"
#include "shared/tests/session/protocol_document.hpp"
#include "shared/tests/session/state_names.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

/// PROTOCOL.md draws the machines as their tables are.

using namespace stimchat;
using document::check_part;
using document::name_of;

namespace {

struct Arrow {
    std::string from;
    std::string to;
    std::string why;
};

/// As GitHub draws it (Mermaid). Several reasons for the same way share an arrow.
std::string drawn(std::string_view begin, const std::vector<Arrow>& arrows) {
    std::vector<Arrow> joined;
    for (const Arrow& arrow : arrows) {
        const auto same = std::find_if(joined.begin(), joined.end(), [&](const Arrow& other) {
            return other.from == arrow.from && other.to == arrow.to;
        });
        if (same == joined.end()) {
            joined.push_back(arrow);
        } else {
            same->why += " or " + arrow.why;
        }
    }
    std::string block = "```mermaid\nstateDiagram-v2\n    [*] --> " + std::string(begin) + "\n";
    for (const Arrow& arrow : joined)
        block += "    " + arrow.from + " --> " + arrow.to + ": " + arrow.why + "\n";
    return block + "```\n";
}

/// Of a table whose rows are {from, happening, to}.
template <class Table>
std::vector<Arrow> arrows_of(const Table& table) {
    std::vector<Arrow> arrows;
    for (const auto& row : table)
        arrows.push_back(
            {std::string(name_of(row.from)), std::string(name_of(row.to)), std::string(name_of(row.happening))});
    return arrows;
}

/// Of a table whose rows are {from, to, cause}.
template <class Table>
std::vector<Arrow> changes_of(const Table& table) {
    std::vector<Arrow> arrows;
    for (const auto& change : table)
        arrows.push_back({std::string(session::name_of(change.from)), std::string(session::name_of(change.to)),
                          std::string(change.cause)});
    return arrows;
}

}  // namespace

TEST_CASE("PROTOCOL.md: the states of a text are drawn as the table has them") {
    check_part("states of a text", drawn(name_of(delivery::SendState::sending), arrows_of(delivery::send_transitions)));
}

TEST_CASE("PROTOCOL.md: the phases of a client are drawn as the table has them") {
    check_part("phases of a client",
               drawn(name_of(session::ClientView{}.phase), arrows_of(session::phase_transitions)));
}

TEST_CASE("PROTOCOL.md: the link of a client is drawn as the table has it") {
    check_part("link of a client", drawn(name_of(session::ClientView{}.link), arrows_of(session::link_transitions)));
}

TEST_CASE("PROTOCOL.md: the phases of a participant are drawn as the table has them") {
    check_part("phases of a participant",
               drawn(session::name_of(session::ServerPhase::greeting), changes_of(session::phase_changes)));
    check_part("states of a session",
               drawn(session::name_of(session::SessionState::attached), changes_of(session::session_changes)));
}

TEST_CASE("each row of a machine is the only one for what happens in its state, and leads elsewhere") {
    const auto check = [](const auto& table) {
        for (const auto& row : table) {
            CHECK(row.from != row.to);
            const auto same = std::count_if(table.begin(), table.end(), [&](const auto& other) {
                return other.from == row.from && other.happening == row.happening;
            });
            CHECK(same == 1);
        }
    };
    check(session::phase_transitions);
    check(session::link_transitions);
    check(delivery::send_transitions);
}
