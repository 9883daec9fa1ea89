#include "shared/fuzz/chat_tab.hpp"
#include "shared/fuzz/fuzz_property.hpp"
#include "shared/fuzz/random_messages.hpp"
#include "shared/session/client_transitions.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <variant>

using namespace stimchat;
using namespace stimchat::session;
using fuzz::Browser;
using fuzz::FuzzInput;
using fuzz::require;
using fuzz::Tab;
using fuzz::Town;

namespace {

constexpr std::size_t story_bytes_max = 512;

/// Somebody who speaks the protocol, but keeps to nothing else.
class Intruder final : public fuzz::WireEnd {
  public:
    Intruder(Town& town, FuzzInput& input, std::string token) : town_(town), input_(input), token_(std::move(token)) {}

    void act() {
        if (!wire_) {
            wire_ = town_.open(*this);
            if (wire_) town_.accept(*wire_);
            return;
        }
        if (input_.below(16) == 15) return town_.close(*wire_, input_.coin() ? 1000 : 1001);
        MessageId id{4, input_.below(64)};
        std::string frame;
        encode(protocol::Command{id, fuzz::any_command(input_, seen_, token_)}, frame);
        if (input_.below(4) == 3) fuzz::mutate(input_, frame);
        town_.send(*wire_, frame);
    }
    void leave() {
        if (wire_) town_.close(*wire_, 1000);
    }
    /// Ids are no secrets between them: what is not the intruder's must be refused for whose it is.
    void overhear(const Tab& tab) {
        if (tab.view().conversation) seen_.conversations.add(*tab.view().conversation);
        if (const auto session = parse_id<SessionId>(tab.kept_session())) seen_.sessions.add(*session);
    }

    void on_opened() override {}
    void on_frame(std::string_view frame) override {
        const auto message = decoder_.decode_server_message(frame);
        if (const auto* welcome = std::get_if<protocol::Welcome>(&message->body)) seen_.sessions.add(welcome->session);
        const auto* match = std::get_if<protocol::NewMatch>(&message->body);
        if (!match) return;
        seen_.conversations.add(match->conversation);
        seen_.position = match->position;
    }
    void on_closed(std::uint16_t) override { wire_.reset(); }
    void on_report_answered(bool) override {}

  private:
    Town& town_;
    FuzzInput& input_;
    std::string token_;
    fuzz::Seen seen_;
    std::optional<std::size_t> wire_;
    protocol::Decoder decoder_;
};

/// Two people, one of them with a second tab, and an intruder.
class Story {
  public:
    explicit Story(FuzzInput& input)
        : input_(input),
          settles_(input.below(8) == 0),
          town_(input.byte(), input.coin()),
          intruder_(town_, input, "3") {
        browsers_[0].token = "1";
        browsers_[1].token = "2";
        for (std::size_t i = 0; i < tabs_.size(); ++i)
            tabs_[i] = std::make_unique<Tab>(town_, browsers_[i % browsers_.size()], i << 32);
        tab().feed(Agree{});
        tabs_[1]->feed(Agree{});
    }

    void run() {
        while (!input_.is_over())
            step();
        // It takes longer than all else together, so not every story has an end.
        if (settles_) settle();
    }

  private:
    Tab& tab() { return *tabs_[input_.below(tabs_.size())]; }
    std::size_t wire() { return input_.below(Town::wires_max); }

    void step() {
        switch (input_.below(12)) {
            case 0:
            case 1:
            case 2:
                return person(tab());
            case 3:
                return town_.accept(wire());
            case 4:
                return town_.carry_up(wire());
            case 5:
                return town_.carry_down(wire());
            case 6:
            case 7:
                town_.carry_all();
                return;
            case 8:
                return town_.cut(wire());
            case 9:
                return pass();
            case 10:
                return intrude();
            default:
                return event();
        }
    }

    void person(Tab& tab) {
        const std::uint64_t entry = input_.below(16);
        switch (input_.below(16)) {
            case 0:
                return tab.feed(Agree{});
            case 1:
            case 2:
                return tab.feed(FindChat{});
            case 3:
                return tab.feed(CancelSearch{});
            case 4:
            case 5:
            case 6:
                return tab.say();
            case 7:
                return tab.feed(Retry{entry});
            case 8:
                return tab.feed(RetryUnsent{});
            case 9:
                return input_.coin() ? tab.feed(DiscardUnsent{}) : tab.feed(Discard{entry});
            case 10:
                return tab.feed(LeaveChat{});
            case 11:
                return tab.feed(UseHere{});
            case 12:
                return tab.feed(ReconnectNow{true});
            case 13:
                return tab.feed(Composing{input_.coin()});
            case 14:
                return tab.feed(Looking{input_.coin(), true});
            default:
                return tab.open_again(input_.coin());
        }
    }

    /// What is rare.
    void event() {
        switch (input_.below(7)) {
            case 0:
                return town_.crash();
            case 1:
                return tab().feed(SubmitReport{ReportReason::other, ""});
            case 2: {
                engine::Ban ban;
                ban.participant = fuzz::TownTokens::identity_of("2").key;
                ban.reason = "Spam";
                ban.until = town_.now() + seconds(30);
                return town_.handle(engine::BanImposed{ban});
            }
            case 3:
                return town_.handle(engine::BanLifted{fuzz::TownTokens::identity_of("2").key});
            case 4:
                is_draining_ = true;
                return town_.handle(engine::DrainRequested{town_.now() + seconds(5), town_.now() + seconds(10)});
            case 5:
                if (const auto session = parse_id<SessionId>(tab().kept_session()))
                    town_.handle(engine::PositionExpired{*session});
                return;
            default:
                return intrude();
        }
    }

    void intrude() {
        intruder_.overhear(tab());
        for (std::size_t acts = input_.below(4); acts > 0; --acts)
            intruder_.act();
    }

    // --- time

    void pass() {
        constexpr std::array<std::int64_t, 8> spans_ms{0, 50, 1000, 4000, 11'000, 31'000, 121'000, 700'000};
        const Duration span = milliseconds(input_.pick(spans_ms));
        pass(span, input_.coin());
    }

    /// With `all_is_well` the wires carry at once what there is.
    void pass(Duration span, bool all_is_well) {
        const Instant end = town_.now() + span;
        for (int alarms = 0; alarms < alarms_max; ++alarms) {
            while (all_is_well && town_.carry_all()) {
            }
            const auto next = next_deadline();
            if (!next || *next > end) {
                town_.set_now(end);
                return;
            }
            town_.set_now(std::max(town_.now(), *next));
            ring();
        }
        require(false, "time goes on");
    }

    std::optional<Instant> next_deadline() const {
        std::optional<Instant> next = town_.next_deadline();
        for (const auto& each : tabs_) {
            const auto deadline = each->next_deadline();
            if (deadline && (!next || *deadline < *next)) next = deadline;
        }
        return next;
    }

    void ring() {
        const auto is_due = [this](std::optional<Instant> deadline) { return deadline && *deadline <= town_.now(); };
        if (is_due(town_.next_deadline())) town_.handle(engine::TimePassed{});
        for (const auto& each : tabs_)
            if (is_due(each->next_deadline())) each->feed(TimePassed{});
    }

    // --- the end: all is well for long enough

    void settle() {
        intruder_.leave();
        if (is_draining_) town_.crash();
        pass(minutes(4), true);
        for (const auto& each : tabs_)
            check_settled(*each);
    }

    void check_settled(const Tab& tab) {
        const ClientView& view = tab.view();
        require(!wants_link(view.phase) || view.link == Link::up, "who wants a link has one");
        require(view.phase != Phase::searching, "a search comes to an end");
        for (const LogEntry& entry : view.log)
            require(entry.state != delivery::SendState::sending || entry.author == Author::stranger,
                    "nothing stays on its way");
        if (view.phase == Phase::chatting) check_partner(tab);
    }

    void check_partner(const Tab& tab) {
        const auto partner = std::find_if(tabs_.begin(), tabs_.end(), [&](const auto& other) {
            return other->view().phase == Phase::chatting && other->browser().token != tab.browser().token &&
                   other->view().conversation == tab.view().conversation;
        });
        require(partner != tabs_.end(), "who is in a chat has a partner");
        const ClientView& other = (*partner)->view();
        if (other.history_lost) return;
        for (const LogEntry& entry : tab.view().log)
            if (entry.author == Author::you && entry.state >= delivery::SendState::delivered &&
                entry.state != delivery::SendState::failed)
                require(is_there(other, entry.text), "what has an ACK is shown to the partner");
    }

    static bool is_there(const ClientView& view, const std::string& text) {
        return std::any_of(view.log.begin(), view.log.end(), [&](const LogEntry& entry) {
            return entry.author == Author::stranger && entry.text == text;
        });
    }

    static constexpr int alarms_max = 20'000;

    FuzzInput& input_;
    bool settles_;
    Town town_;
    std::array<Browser, 2> browsers_;
    std::array<std::unique_ptr<Tab>, 3> tabs_;
    Intruder intruder_;
    bool is_draining_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    FuzzInput input(data, std::min(size, story_bytes_max));
    Story(input).run();
    return 0;
}
