#include "shared/session/client_link.hpp"
#include "shared/tests/session/client_script.hpp"
#include "shared/tests/session/state_names.hpp"

#include <string>

using namespace stimchat;
using namespace stimchat::session;
using protocol::CloseCode;
using protocol::NackCode;
using protocol::Standing;

/// Each row of the two tables, as a person, a server or a network brings it about.

namespace {

// --- the person ------------------------------------------------------------------------------------------------------

void reach(ClientScript& script, Phase phase) {
    const std::string conversation(view(to_text(script_conversation)));
    switch (phase) {
        case Phase::consent:
            return script.feed(Started{"token-1", 0});
        case Phase::idle:
            return script.connect();
        case Phase::searching:
            script.connect();
            return script.search();
        case Phase::no_partner:
            reach(script, Phase::searching);
            return script.receive(protocol::SearchEnded{protocol::SearchEnd::timed_out});
        case Phase::chatting:
            return script.chat();
        case Phase::ended:
            script.chat();
            return script.end(protocol::ConversationEnd::partner_left);
        case Phase::elsewhere:
            script.connect();
            return script.close(CloseCode::taken_over);
        case Phase::banned:
            script.connect();
            script.receive(protocol::Banned{"Spam", script.now() + minutes(1)});
            return script.close(CloseCode::banned);
        case Phase::failed:
            script.connect();
            return script.close(CloseCode::version_unsupported);
    }
}

/// The participant turns out to be in a chat. Only whoever may have more than one session can have found one elsewhere.
void resume(ClientScript& script) {
    script.cut();
    script.regreet();
    script.welcome(Standing::chatting, true, 2);
    script.receive(protocol::NewMatch{ConversationId{0xC0, 7}, {1, 1}, script_you, script_stranger});
}

void bring_about(ClientScript& script, Happening happening) {
    switch (happening) {
        case Happening::agreed:
            return script.feed(Agree{});
        case Happening::search_asked:
            return script.feed(FindChat{});
        case Happening::search_cancelled:
            return script.feed(CancelSearch{});
        case Happening::search_timed_out:
            return script.receive(protocol::SearchEnded{protocol::SearchEnd::timed_out});
        case Happening::search_refused:
            script.cut();
            script.reconnect();
            return script.refuse(script.sent<protocol::Find>(), NackCode::consent_required);
        case Happening::matched:
            return script.receive(protocol::NewMatch{script_conversation, {1, 1}, script_you, script_stranger});
        case Happening::resumed:
            return resume(script);
        case Happening::chat_over:
            return script.end(protocol::ConversationEnd::partner_left);
        case Happening::displaced:
            return script.close(CloseCode::taken_over);
        case Happening::taken_here:
            return script.feed(UseHere{});
        case Happening::banned:
            script.receive(protocol::Banned{"Spam", script.now() + minutes(1)});
            return script.close(CloseCode::banned);
        case Happening::ban_over:
            script.pass(minutes(1));
            return;
        case Happening::refused_for_good:
            return script.close(CloseCode::version_unsupported);
    }
}

// --- the link --------------------------------------------------------------------------------------------------------

/// A link by itself, with a shell that does nothing of its own.
class LinkBench {
  public:
    ClientLink link{"bench/1"};

    void go_to(Link state) {
        switch (state) {
            case Link::down:
                return;
            case Link::identifying:
                return link.want(turn);
            case Link::connecting:
                link.remember_token("token-1");
                return link.want(turn);
            case Link::greeting:
                go_to(Link::connecting);
                return link.opened({}, turn);
            case Link::up:
                go_to(Link::greeting);
                return welcome();
            case Link::waiting:
                go_to(Link::up);
                return lose();
        }
    }

    void bring_about(LinkHappening happening) {
        switch (happening) {
            case LinkHappening::token_asked:
                return ask_for_token();
            case LinkHappening::link_asked:
                return ask_for_link();
            case LinkHappening::opened:
                return link.opened({}, turn);
            case LinkHappening::welcomed:
                return welcome();
            case LinkHappening::postponed:
                return postpone();
            case LinkHappening::dropped:
                return link.drop(turn);
        }
    }

  private:
    void welcome() { REQUIRE(link.welcomed(ClientScript::welcome_of(Standing::idle, true), turn.now)); }
    void lose() { CHECK(link.closed(1006, turn) == LinkLoss::temporary); }
    void ask_for_token() {
        // Where it has been up before, the server does not take the token any more.
        if (link.state() == Link::waiting) {
            link.try_now(turn);
            link.opened({}, turn);
            CHECK(link.closed(static_cast<std::uint16_t>(CloseCode::token_refused), turn) == LinkLoss::temporary);
            return link.try_now(turn);
        }
        link.want(turn);
    }
    void ask_for_link() {
        if (link.state() == Link::waiting) return link.try_now(turn);
        if (link.state() == Link::identifying) return link.identity_granted("token-1", turn);
        go_to(Link::connecting);
    }
    void postpone() {
        if (link.state() == Link::identifying) return link.identity_refused({}, turn);
        if (link.state() != Link::down) return lose();
        // Wanted again before the end of the last connection.
        go_to(Link::up);
        link.drop(turn);
        REQUIRE(link.state() == Link::down);
        link.want(turn);
    }

    Xoshiro256 random_{1};
    std::vector<ClientEffect> effects_;

  public:
    Turn turn{Instant{1'800'000'000'000}, random_, effects_};
};

}  // namespace

TEST_CASE("each row of the person's table is what happens") {
    for (const PhaseTransition& row : phase_transitions) {
        CAPTURE(std::string(document::name_of(row.from)));
        CAPTURE(std::string(document::name_of(row.happening)));
        ClientScript script;
        reach(script, row.from);
        REQUIRE(script.page().phase == row.from);
        bring_about(script, row.happening);
        CHECK(script.page().phase == row.to);
    }
}

TEST_CASE("each row of the link's table is what happens") {
    for (const LinkTransition& row : link_transitions) {
        CAPTURE(std::string(document::name_of(row.from)));
        CAPTURE(std::string(document::name_of(row.happening)));
        LinkBench bench;
        bench.go_to(row.from);
        REQUIRE(bench.link.state() == row.from);
        bench.bring_about(row.happening);
        CHECK(bench.link.state() == row.to);
        CHECK(bench.link.is_consistent());
    }
}
