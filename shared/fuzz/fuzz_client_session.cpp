#include "shared/core/overloaded.hpp"
#include "shared/fuzz/fuzz_property.hpp"
#include "shared/fuzz/random_messages.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/client_session.hpp"
#include "shared/validation/command.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>

using namespace stimchat;
using namespace stimchat::session;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

constexpr std::size_t story_bytes_max = 512;
constexpr Instant beginning{1'800'000'000'000};
constexpr std::string_view token = "token";

/// The shell of one ClientSession that keeps its side of the contract, and a server that keeps to nothing.
class Shell {
  public:
    explicit Shell(FuzzInput& input)
        : input_(input), session_("fuzz", std::make_unique<Xoshiro256>(input.byte())), view_(session_.view()) {}

    void run() {
        start();
        while (!input_.is_over())
            step();
        feed(Closing{});
        require(waiting_.empty(), "everybody who waits for an answer gets one");
    }

  private:
    void start() {
        const std::size_t kind = input_.below(4);
        for (std::size_t unsent = kind == 3 ? input_.below(40) : 0; unsent > 0; --unsent)
            feed(UnsentFound{input_.coin() ? view(to_text(MessageId{7, unsent})) : "no id", fuzz::any_text(input_)});
        const std::string_view session = kind >= 2 ? "9c5a7c1e-0b0d-4f37-a7c8-2d1e4f5a6b7c" : "";
        const std::string_view chat = kind == 3 ? "3e1b9f52-51c7-4d0a-8b8e-6f2a9c7d4e01" : "";
        if (kind == 3) seen_.conversations.add(*parse_id<ConversationId>(chat));
        feed(Started{kind == 0 ? "" : token, kind == 0 ? 0U : 1U, session, chat});
    }

    void step() {
        switch (input_.below(8)) {
            case 0:
            case 1:
                return person();
            case 2:
            case 3:
                return network();
            case 4:
                return pass();
            default:
                return server();
        }
    }

    // --- the person

    void person() {
        const std::uint64_t entry = input_.below(24);
        switch (input_.below(17)) {
            case 0:
                return feed(Agree{});
            case 1:
                return feed(FindChat{});
            case 2:
                return feed(CancelSearch{});
            case 3:
            case 4:
                return say();
            case 5:
                return feed(Retry{entry});
            case 6:
                return feed(Discard{entry});
            case 7:
                return feed(LeaveChat{});
            case 8:
                return feed(SubmitReport{ReportReason::other, fuzz::any_text(input_)});
            case 9:
                return feed(UseHere{});
            case 10:
                return feed(ReconnectNow{input_.coin()});
            case 11:
                return feed(RetryUnsent{});
            case 12:
                return feed(DiscardUnsent{});
            case 13:
                return feed(Composing{input_.coin()});
            case 14:
                return feed(Looking{input_.coin(), true});
            case 15:
                return feed(Looking{true, input_.coin()});
            default:
                return feed(Closing{});
        }
    }

    void say() {
        const SayTicket ticket{input_.coin() ? ++tickets_ : 0};
        if (ticket.value != 0) waiting_.insert(ticket.value);
        feed(Say{fuzz::any_text(input_), ticket});
    }

    // --- the network

    void network() {
        constexpr std::array<std::uint16_t, 14> codes{1006, 1000, 1001, 1008, 1011, 1012, 1013,
                                                      4001, 4002, 4003, 4004, 4006, 4500, 4999};
        switch (input_.below(5)) {
            case 0:
                if (link_ == Wire::opening) open_link();
                return;
            case 1:
                if (link_ == Wire::none) return;
                link_ = Wire::none;
                return feed(LinkClosed{input_.pick(codes)});
            case 2:
                return answer_identity();
            case 3:
                return answer_report();
            default:
                if (link_ == Wire::open) receive(input_.bytes(64));
                return;
        }
    }

    void open_link() {
        link_ = Wire::open;
        feed(LinkOpened{});
    }

    void answer_identity() {
        if (!identity_asked_) return;
        identity_asked_ = false;
        if (input_.coin()) return feed(IdentityGranted{token});
        const auto wait = input_.coin() ? std::optional(seconds(30)) : std::nullopt;
        feed(IdentityRefused{wait, input_.coin()});
    }

    void answer_report() {
        if (!report_posted_) return;
        report_posted_ = false;
        const auto outcome = static_cast<ReportAnswered::Outcome>(input_.below(3));
        const auto wait = input_.coin() ? std::optional(seconds(30)) : std::nullopt;
        feed(ReportAnswered{outcome, wait, "sentence"});
    }

    // --- the server

    void server() {
        if (link_ != Wire::open) {
            // The way to a link that is open, so that most stories get there.
            if (link_ == Wire::opening) return open_link();
            return identity_asked_ ? answer_identity() : pass();
        }
        switch (input_.below(4)) {
            case 0:
                return answer_as_asked();
            case 1:
                return say_next();
            case 2:
                return send(fuzz::any_server_body(input_, seen_));
            default: {
                std::string frame = frame_of(fuzz::any_server_body(input_, seen_));
                fuzz::mutate(input_, frame);
                return receive(frame);
            }
        }
    }

    /// What a server would say to the last command.
    void answer_as_asked() {
        if (seen_.messages.is_empty()) return;
        const MessageId id = seen_.messages.last();
        if (last_is_text_) return send(protocol::Ack{id, seen_.conversations.last(), next_position()});
        send(protocol::Ack{id, {}, {}});
        if (link_ == Wire::open && last_is_hello_) {
            last_is_hello_ = false;
            send(protocol::Welcome{SessionId{5, 5}, 1, input_.coin(), static_cast<protocol::Standing>(input_.below(3)),
                                   1, limits::resume_window, limits::heartbeat_interval, seconds(60), minutes(10)});
        }
    }

    /// What a server would say unasked.
    void say_next() {
        if (view_.phase == Phase::searching || seen_.conversations.is_empty()) {
            const ConversationId chat{0xC0, input_.below(3)};
            seen_.conversations.add(chat);
            seen_.position = {1, 1};
            return send(protocol::NewMatch{chat, seen_.position, Alias{0}, Alias{1}});
        }
        const MessageId id{0x57, ++said_};
        send(protocol::TextReceived{id, seen_.conversations.last(), next_position(), Alias{1}, "text"});
    }

    protocol::StreamPosition next_position() {
        ++seen_.position.offset;
        return seen_.position;
    }

    std::string frame_of(const protocol::ServerBody& body) {
        std::string frame;
        protocol::encode(protocol::ServerMessage{now_, body}, frame);
        return frame;
    }
    void send(const protocol::ServerBody& body) { receive(frame_of(body)); }
    void receive(std::string_view frame) { feed(FrameReceived{frame}); }

    // --- time

    void pass() {
        constexpr std::array<std::int64_t, 7> spans_ms{0, 50, 1000, 4000, 11'000, 61'000, 700'000};
        const Instant end = now_ + milliseconds(input_.pick(spans_ms));
        int standing_still = 0;
        for (int alarms = 0; alarms < 60; ++alarms) {
            const auto deadline = session_.next_deadline();
            if (!deadline || *deadline > end) break;
            now_ = std::max(now_, *deadline);
            feed(TimePassed{});
            standing_still = session_.next_deadline() == deadline ? standing_still + 1 : 0;
            require(standing_still < 8, "a deadline that was handled is over");
        }
        now_ = std::max(now_, end);
    }

    // --- what comes out

    void feed(const ClientEvent& event) {
        effects_.clear();
        const std::uint64_t revision = view_.revision;
        session_.handle(event, now_, effects_);
        require(session_.is_consistent(), "the session is consistent");
        require(view_.revision >= revision, "revisions grow");
        for (const ClientEffect& effect : effects_)
            std::visit([this](const auto& wanted) { perform(wanted); }, effect);
        check_view();
    }

    void perform(const RequestIdentity&) { identity_asked_ = true; }
    void perform(const KeepToken&) {}
    void perform(const KeepTerms&) {}
    void perform(const KeepSession&) {}
    void perform(const KeepUnsent& keep) { require(!keep.message_id.empty(), "what is unsent has an id"); }
    void perform(const SaySettled& settled) {
        require(waiting_.erase(settled.ticket.value) == 1, "a Say is settled once, and only if somebody waits");
    }
    void perform(const OpenLink&) {
        require(link_ == Wire::none, "one link at a time");
        link_ = Wire::opening;
    }
    void perform(const CloseLink& close) {
        require(link_ != Wire::none, "a link that is closed is there");
        require(close.code == 1000 || (close.code >= 3000 && close.code <= 4999), "a page may close with this code");
    }
    void perform(const SendFrame& send) {
        require(link_ == Wire::open, "frames are sent on open links");
        const auto command = decoder_.decode_command(send.frame);
        require(command.has_value(), "what a client sends can be read");
        require(!validation::validate(*command), "what a client sends is acceptable");
        seen_.messages.add(command->message_id);
        last_is_text_ = std::holds_alternative<protocol::SendText>(command->body);
        last_is_hello_ = std::holds_alternative<protocol::Hello>(command->body);
        if (const auto* text = std::get_if<protocol::SendText>(&command->body)) {
            if (seen_.conversations.is_empty() || !(seen_.conversations.last() == text->conversation))
                seen_.conversations.add(text->conversation);
        }
    }
    void perform(const PostReport& post) {
        require(!post.token.empty() && !post.body.empty(), "a report says who and what");
        report_posted_ = true;
    }

    void check_view() {
        require(view_.log.size() <= limits::log_entries_max, "the log is bounded");
        std::uint64_t last_entry = 0;
        std::set<MessageId> own;
        for (const LogEntry& entry : view_.log) {
            require(entry.entry > last_entry, "entries are numbered in the order of the log");
            last_entry = entry.entry;
            if (entry.author == Author::you) check_own(entry, own);
        }
        if (view_.phase == Phase::consent) require(link_ == Wire::none, "nothing is asked for before consent");
    }

    void check_own(const LogEntry& entry, std::set<MessageId>& own) {
        require(own.insert(entry.message_id).second, "a text of one's own is there once");
        int& proven = proven_[entry.message_id];
        const int shown = entry.state == delivery::SendState::seen        ? 2
                          : entry.state == delivery::SendState::delivered ? 1
                                                                          : 0;
        require(shown >= proven, "ticks never go back from what was proven");
        proven = shown;
    }

    enum class Wire { none, opening, open };

    FuzzInput& input_;
    Instant now_ = beginning;
    ClientSession session_;
    const ClientView& view_;
    std::vector<ClientEffect> effects_;
    protocol::Decoder decoder_;
    fuzz::Seen seen_;
    Wire link_ = Wire::none;
    bool identity_asked_ = false;
    bool report_posted_ = false;
    bool last_is_text_ = false;
    bool last_is_hello_ = false;
    std::uint64_t said_ = 0;
    std::uint32_t tickets_ = 0;
    std::set<std::uint32_t> waiting_;
    std::map<MessageId, int> proven_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    FuzzInput input(data, std::min(size, story_bytes_max));
    Shell(input).run();
    return 0;
}
