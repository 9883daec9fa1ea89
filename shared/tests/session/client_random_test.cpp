#include "shared/tests/session/client_script.hpp"

#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

using namespace stimchat;
using namespace stimchat::session;

namespace {

/// Does anything at any time, sensible or not: people, networks and servers do. ClientScript checks consistency after
/// each event.
class Chaos {
  public:
    explicit Chaos(std::uint64_t seed) : random_(seed), script_(seed ^ 0x5EED) {}

    void run(int steps) {
        start();
        for (int step = 0; step < steps; ++step) {
            note_sent();
            act();
            check_log();
            const ClientView& page = script_.page();
            chatting_ += page.phase == Phase::chatting && page.link == Link::up ? 1 : 0;
        }
        // Nobody is left waiting for an answer.
        script_.feed(Closing{});
        note_settled();
        CHECK(waiting_.empty());
    }

    int chatting() const { return chatting_; }

  private:
    std::uint64_t pick(std::uint64_t bound) { return uniform_below(random_, bound); }

    /// Whatever brings the person on, so that not all of it happens at the door.
    void proceed() {
        const ClientView& page = script_.page();
        switch (page.link) {
            case Link::identifying:
                return script_.feed(IdentityGranted{"token-2"});
            case Link::connecting:
                return script_.feed(LinkOpened{});
            case Link::greeting:
                return welcome();
            case Link::waiting:
                script_.feed(LinkClosed{1006});  // should the old one still be there
                return script_.feed(ReconnectNow{true});
            case Link::down:
            case Link::up:
                break;
        }
        switch (page.phase) {
            case Phase::consent:
                return script_.feed(Agree{});
            case Phase::searching:
                return match(ConversationId{0xC0, pick(3)});
            case Phase::elsewhere:
                return use_here();
            case Phase::banned:
            case Phase::chatting:
            case Phase::failed:
                return time();
            case Phase::idle:
            case Phase::no_partner:
            case Phase::ended:
                return script_.feed(FindChat{});
        }
    }

    void use_here() {
        const std::string conversation(view(to_text(ConversationId{0xC0, pick(3)})));
        for (std::uint64_t n = pick(3); n > 0; --n) {
            const std::string id(view(to_text(MessageId{0xAB, n})));
            script_.feed(UnsentFound{id, "left"});
        }
        script_.feed(UseHere{pick(3) == 0 ? std::string_view() : conversation});
    }

    void welcome() {
        const auto standing = pick(3) == 0 || script_.page().phase != Phase::chatting
                                  ? static_cast<protocol::Standing>(pick(3))
                                  : protocol::Standing::chatting;
        script_.receive(ClientScript::welcome_of(standing, pick(3) > 0, pick(8) == 0 ? 2 : 1));
    }

    void match(const ConversationId& conversation) {
        offset_ = pick(4) == 0 ? 1 + pick(5) : 1;
        script_.receive(
            protocol::NewMatch{conversation, {pick(8) == 0 ? 2U : 1U, offset_}, script_you, script_stranger});
    }

    void act() {
        if (pick(2) == 0) return proceed();
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

    /// Perhaps after an earlier page.
    void start() {
        const std::string session(view(to_text(script_session)));
        const std::string conversation(view(to_text(ConversationId{0xC0, pick(3)})));
        for (std::uint64_t n = pick(3); n > 0; --n) {
            const std::string id(view(to_text(MessageId{0xAB, n})));
            script_.feed(UnsentFound{id, "left"});
        }
        Started started{pick(2) == 0 ? "" : "token-1", static_cast<std::uint32_t>(pick(2))};
        if (pick(2) == 0) started.session = session;
        if (pick(2) == 0) started.conversation = conversation;
        script_.feed(started);
    }

    void person() {
        const std::uint64_t entry = pick(20);
        switch (pick(8)) {
            case 0:
                return script_.feed(Looking{pick(2) == 0, pick(2) == 0});
            case 1:
                return script_.feed(Composing{pick(3) > 0});
            case 2:
            case 3:
                return say();
            default:
                break;
        }
        const std::array<ClientEvent, 13> deeds{
            Agree{},           FindChat{},     FindChat{},     CancelSearch{},
            Retry{entry},      LeaveChat{},    Discard{entry}, SubmitReport{ReportReason::other, "note"},
            UseHere{},         ReconnectNow{}, RetryUnsent{},  DiscardUnsent{},
            ReconnectNow{true}};
        script_.feed(deeds[pick(deeds.size())]);
    }

    void say() {
        const std::array<std::string_view, 3> texts{"hi", "again", ""};
        waiting_.insert(++tickets_);
        script_.feed(Say{texts[pick(texts.size())], SayTicket{tickets_}});
    }

    void network() {
        // Those that are final are rare.
        constexpr std::array<std::uint16_t, 10> codes{1001, 1005, 1006, 1011, 1012, 4001, 4002, 4003, 4004, 4503};
        if (pick(400) == 0) return script_.feed(LinkClosed{4006});
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
        const protocol::StreamPosition position{pick(20) == 0 ? 2U : 1U, offset_};
        switch (pick(12)) {
            case 0:
            case 1:
                return welcome();
            case 2:
                return match(conversation);
            case 3:
                return text(conversation, position);
            case 4:
                return script_.receive(protocol::SearchEnded{static_cast<protocol::SearchEnd>(pick(2))});
            case 5:
                if (pick(4) > 0) return;
                return script_.receive(protocol::ConversationEnded{conversation, position,
                                                                   static_cast<protocol::ConversationEnd>(pick(3))});
            case 7:
            case 8:
                return sign(conversation, position);
            case 6:
                if (pick(10) > 0) return;
                return script_.receive(protocol::Banned{"reason", script_.now() + minutes(5)});
            default:
                return answer(conversation, position);
        }
    }

    void text(const ConversationId& conversation, const protocol::StreamPosition& position) {
        protocol::TextReceived received{MessageId{7, offset_}, conversation, position, script_stranger, "text"};
        if (pick(3) == 0) received.sender = script_you;
        if (pick(3) == 0 && !sent_.empty()) {  // one of ours comes back
            received.sender = script_you;
            received.message_id = sent_[pick(sent_.size())];
        }
        script_.receive(received);
    }

    /// What only says how things are.
    void sign(const ConversationId& conversation, const protocol::StreamPosition& position) {
        const Alias sender = pick(4) == 0 ? script_you : script_stranger;
        switch (pick(4)) {
            case 0:
                return script_.receive(
                    protocol::PresenceChanged{conversation, sender, static_cast<protocol::Presence>(pick(3))});
            case 1:
                return script_.receive(protocol::TypingChanged{conversation, sender, pick(3) > 0});
            case 2:
                return script_.receive(protocol::SeenUpTo{{conversation, position}, sender});
            default:
                return script_.receive(protocol::System{protocol::SystemNotice::draining, seconds(2)});
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

    /// Each ticket is answered once.
    void note_settled() {
        for (const SaySettled& settled : script_.take_settled())
            REQUIRE(waiting_.erase(settled.ticket.value) == 1);
    }

    static int proof_in(delivery::SendState state) {
        if (state == delivery::SendState::seen) return 2;
        return state == delivery::SendState::delivered ? 1 : 0;
    }

    /// Beyond consistency: ticks never go back, and nothing shows twice.
    void check_log() {
        note_settled();
        if (script_.page().log.empty()) proven_.clear();
        std::set<std::pair<Author, MessageId>> shown;
        for (const LogEntry& entry : script_.page().log) {
            REQUIRE(shown.emplace(entry.author, entry.message_id).second);
            if (entry.author == Author::stranger) continue;
            int& proof = proven_[entry.message_id];
            REQUIRE(proof_in(entry.state) >= proof);
            proof = proof_in(entry.state);
        }
        if (script_.page().phase == Phase::consent) REQUIRE(script_.links_opened() == 0);
    }

    Xoshiro256 random_;
    ClientScript script_;
    std::vector<MessageId> sent_;
    std::map<MessageId, int> proven_;
    std::set<std::uint32_t> waiting_;
    std::uint32_t tickets_ = 0;
    int chatting_ = 0;
    std::uint64_t offset_ = 1;
};

}  // namespace

TEST_CASE("whatever happens in whatever order, the session stays consistent") {
    int chatting = 0;
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        Chaos chaos(seed);
        chaos.run(400);
        chatting += chaos.chatting();
    }
    CHECK(chatting > 12'000);  // of 120,000 steps: it is not all at the door
}
