#pragma once

#include "shared/session/client_view.hpp"

#include <array>
#include <cstdint>

/// The client's two state machines as tables: where the person is (Phase) and where the link is (Link). They move
/// independently; what joins them is in the handlers. What is not in a table changes nothing.
namespace stimchat::session {

enum class Happening : std::uint8_t {
    agreed,  ///< to the current terms, now or on an earlier visit
    search_asked,
    search_cancelled,
    search_timed_out,
    search_refused,  ///< for a reason that waiting does not cure
    matched,
    resumed,  ///< in a chat that this page did not search for: from before a reload, another tab or device
    chat_over,
    displaced,   ///< the session is live in another tab
    taken_here,  ///< the person wants it in this one
    banned,
    ban_over,
    refused_for_good,
};

struct PhaseTransition {
    Phase from;
    Happening happening;
    Phase to;
};

// A lost link is not among them: searches and chats go on without it, until the server says otherwise.
inline constexpr std::array<PhaseTransition, 29> phase_transitions{{
    {Phase::consent, Happening::agreed, Phase::idle},

    {Phase::idle, Happening::search_asked, Phase::searching},
    {Phase::no_partner, Happening::search_asked, Phase::searching},
    {Phase::ended, Happening::search_asked, Phase::searching},

    {Phase::searching, Happening::search_cancelled, Phase::idle},
    {Phase::searching, Happening::search_timed_out, Phase::no_partner},
    {Phase::searching, Happening::search_refused, Phase::idle},
    {Phase::searching, Happening::matched, Phase::chatting},

    {Phase::idle, Happening::resumed, Phase::chatting},
    {Phase::no_partner, Happening::resumed, Phase::chatting},
    {Phase::ended, Happening::resumed, Phase::chatting},
    {Phase::chatting, Happening::chat_over, Phase::ended},

    {Phase::idle, Happening::displaced, Phase::elsewhere},
    {Phase::searching, Happening::displaced, Phase::elsewhere},
    {Phase::no_partner, Happening::displaced, Phase::elsewhere},
    {Phase::chatting, Happening::displaced, Phase::elsewhere},
    {Phase::ended, Happening::displaced, Phase::elsewhere},
    {Phase::elsewhere, Happening::taken_here, Phase::idle},

    {Phase::idle, Happening::banned, Phase::banned},
    {Phase::searching, Happening::banned, Phase::banned},
    {Phase::no_partner, Happening::banned, Phase::banned},
    {Phase::chatting, Happening::banned, Phase::banned},
    {Phase::ended, Happening::banned, Phase::banned},
    {Phase::banned, Happening::ban_over, Phase::idle},

    {Phase::idle, Happening::refused_for_good, Phase::failed},
    {Phase::searching, Happening::refused_for_good, Phase::failed},
    {Phase::no_partner, Happening::refused_for_good, Phase::failed},
    {Phase::chatting, Happening::refused_for_good, Phase::failed},
    {Phase::ended, Happening::refused_for_good, Phase::failed},
}};

Phase next_phase(Phase phase, Happening happening);

enum class LinkHappening : std::uint8_t {
    token_asked,  ///< there is none, or it has expired
    link_asked,
    opened,
    welcomed,
    postponed,  ///< lost, refused or given up: tried again later
    dropped,    ///< not wanted any more
};

struct LinkTransition {
    Link from;
    LinkHappening happening;
    Link to;
};

inline constexpr std::array<LinkTransition, 17> link_transitions{{
    {Link::down, LinkHappening::token_asked, Link::identifying},
    {Link::down, LinkHappening::link_asked, Link::connecting},
    {Link::down, LinkHappening::postponed, Link::waiting},
    {Link::waiting, LinkHappening::token_asked, Link::identifying},
    {Link::waiting, LinkHappening::link_asked, Link::connecting},
    {Link::waiting, LinkHappening::dropped, Link::down},

    {Link::identifying, LinkHappening::link_asked, Link::connecting},
    {Link::identifying, LinkHappening::postponed, Link::waiting},
    {Link::identifying, LinkHappening::dropped, Link::down},

    {Link::connecting, LinkHappening::opened, Link::greeting},
    {Link::connecting, LinkHappening::postponed, Link::waiting},
    {Link::connecting, LinkHappening::dropped, Link::down},

    {Link::greeting, LinkHappening::welcomed, Link::up},
    {Link::greeting, LinkHappening::postponed, Link::waiting},
    {Link::greeting, LinkHappening::dropped, Link::down},

    {Link::up, LinkHappening::postponed, Link::waiting},
    {Link::up, LinkHappening::dropped, Link::down},
}};

Link next_link(Link link, LinkHappening happening);

/// Whether a phase wants the link to be there.
bool wants_link(Phase phase);

}  // namespace stimchat::session
