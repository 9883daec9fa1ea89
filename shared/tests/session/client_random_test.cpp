#include "shared/tests/session/client_script.hpp"

#include <array>
#include <set>

using namespace stimchat;
using namespace stimchat::session;

namespace {

/// Does anything at any time, sensible or not: people, networks and servers do. ClientScript checks consistency after
/// each event.
class Chaos {
  public:
    explicit Chaos(std::uint64_t seed) : random_(seed), script_(seed ^ 0x5EED) {}

    void run(int steps) {
        script_.feed(Started{pick(2) == 0 ? "" : "token-1", static_cast<std::uint32_t>(pick(2))});
        for (int step = 0; step < steps; ++step) {
            note_sent();
            act();
            check_log();
        }
    }

  private:
    std::uint64_t pick(std::uint64_t bound) { return uniform_below(random_, bound); }

    void act() {
        switch (pick(5)) {
            case 0:
                return person();
            case 1:
                return network();
            case 2:
            case 3:
                return server();
            default:
                return time();
        }
    }

    void person() {
        const std::uint64_t entry = pick(20);
        const std::array<ClientEvent, 14> deeds{
            Agree{},        Agree{},       FindChat{},       FindChat{},
            CancelSearch{}, Say{"hi", {}}, Say{"again", {}}, Say{"", {}},
            Retry{entry},   LeaveChat{},   Discard{entry},   SubmitReport{ReportReason::other, "note"},
            UseHere{},      ReconnectNow{}};
        script_.feed(deeds[pick(deeds.size())]);
    }

    void network() {
        constexpr std::array<std::uint16_t, 14> codes{1000, 1001, 1005, 1006, 1006, 1006, 1011,
                                                      1012, 4001, 4002, 4003, 4004, 4006, 4503};
        switch (pick(8)) {
            case 0:
                return script_.feed(LinkClosed{codes[pick(codes.size())]});
            case 1:
                return script_.feed(IdentityGranted{"token-2"});
            case 2:
                return script_.feed(IdentityRefused{std::nullopt, pick(2) == 0});
            case 3:
                return script_.feed(
                    ReportAnswered{static_cast<ReportAnswered::Outcome>(pick(3)), std::nullopt, "sentence"});
            case 4:
                return script_.feed(FrameReceived{pick(2) == 0 ? "{}" : "not json"});
            default:
                return script_.feed(LinkOpened{});
        }
    }

    void server() {
        const ConversationId conversation{0xC0, pick(3)};
        if (pick(2) == 0) ++offset_;
        const protocol::StreamPosition position{1, offset_};
        switch (pick(10)) {
            case 0:
            case 1:
                return script_.receive(ClientScript::welcome_of(static_cast<protocol::Standing>(pick(3)), pick(3) > 0,
                                                                pick(8) == 0 ? 2 : 1));
            case 2:
                offset_ = 1;
                return script_.receive(protocol::NewMatch{conversation, {1, 1}, script_you, script_stranger});
            case 3:
                return script_.receive(
                    protocol::TextReceived{MessageId{7, offset_}, conversation, position, script_stranger, "text"});
            case 4:
                return script_.receive(protocol::SearchEnded{static_cast<protocol::SearchEnd>(pick(2))});
            case 5:
                if (pick(4) > 0) return;
                return script_.receive(protocol::ConversationEnded{conversation, position,
                                                                   static_cast<protocol::ConversationEnd>(pick(3))});
            case 6:
                if (pick(10) > 0) return;
                return script_.receive(protocol::Banned{"reason", script_.now() + minutes(5)});
            default:
                return answer(conversation, position);
        }
    }

    void answer(const ConversationId& conversation, const protocol::StreamPosition& position) {
        if (sent_.empty()) return;
        const MessageId id = sent_[pick(sent_.size())];
        if (pick(3) == 0) return script_.refuse(id, static_cast<protocol::NackCode>(pick(26)), seconds(1));
        if (pick(2) == 0) return script_.acknowledge(id);
        script_.receive(protocol::Ack{id, conversation, position});
    }

    void time() {
        constexpr std::array<std::int64_t, 6> spans_ms{0, 10, 1000, 4000, 11'000, 61'000};
        script_.pass(milliseconds(spans_ms[pick(spans_ms.size())]));
    }

    template <class Body>
    void note() {
        for (const auto& command : script_.all_sent<Body>())
            sent_.push_back(command.first);
    }
    void note_sent() {
        note<protocol::Hello>();
        note<protocol::Find>();
        note<protocol::Cancel>();
        note<protocol::SendText>();
        note<protocol::Leave>();
        if (sent_.size() > 16) sent_.erase(sent_.begin(), sent_.end() - 16);
    }

    /// Beyond consistency: a delivered text stays delivered, and nothing shows twice.
    void check_log() {
        std::set<MessageId> own;
        for (const LogEntry& entry : script_.page().log) {
            if (entry.author == Author::stranger) continue;
            REQUIRE(own.insert(entry.message_id).second);
            if (delivered_.count(entry.message_id) > 0) REQUIRE(entry.state == delivery::SendState::delivered);
            if (entry.state == delivery::SendState::delivered) delivered_.insert(entry.message_id);
        }
        const Phase phase = script_.page().phase;
        if (phase == Phase::consent) REQUIRE(script_.links_opened() == 0);
    }

    Xoshiro256 random_;
    ClientScript script_;
    std::vector<MessageId> sent_;
    std::set<MessageId> delivered_;
    std::uint64_t offset_ = 1;
};

}  // namespace

TEST_CASE("whatever happens in whatever order, the session stays consistent") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Chaos(seed).run(400);
    }
}
