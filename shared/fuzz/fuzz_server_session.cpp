#include "shared/fuzz/fuzz_property.hpp"
#include "shared/fuzz/random_messages.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/server_session.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <variant>
#include <vector>

using namespace stimchat;
using namespace stimchat::session;
using fuzz::FuzzInput;
using fuzz::require;

namespace {

constexpr std::size_t story_bytes_max = 512;
constexpr Instant beginning{1'800'000'000'000};
constexpr std::size_t sessions_max = 2;
constexpr std::size_t window_max = limits::dedupe_window_commands * sessions_max;

bool is_same(const Answer& a, const Answer& b) {
    return a.refusal == b.refusal && a.retry_after == b.retry_after && a.conversation == b.conversation &&
           a.position == b.position;
}

/// A ServerSession beside a plain list of what it was told.
class Model {
  public:
    explicit Model(FuzzInput& input) : input_(input), session_(shape, sessions_max) {}

    void run() {
        while (!input_.is_over()) {
            step();
            require(session_.is_consistent(), "the session is consistent");
        }
    }

  private:
    static constexpr BucketShape shape{limits::command_burst, limits::commands_per_second};

    void step() {
        switch (input_.below(8)) {
            case 0:
                return enter_another_phase();
            case 1:
                now_ = now_ + milliseconds(static_cast<std::int64_t>(input_.byte()) * 40);
                return;
            case 2:
                return repeat_often();
            default:
                return say(MessageId{1, input_.below(200)});
        }
    }

    void enter_another_phase() {
        const auto phase = static_cast<ServerPhase>(input_.below(server_phases));
        if (may_follow(session_.phase(), phase)) session_.enter(phase);
    }

    void repeat_often() {
        if (answered_.empty()) return;
        const MessageId id = answered_[input_.below(answered_.size())].message_id;
        for (std::size_t times = input_.byte(); times > 0; --times)
            say(id);
    }

    void say(MessageId id) {
        const protocol::Command command{id, fuzz::any_command(input_, seen_, "token")};
        const CommandKind kind = kind_of(command.body);
        const Answered* first = find(id);
        const Admission admission = session_.admit(command, now_);
        if (std::holds_alternative<Fresh>(admission)) {
            require(!first || !is_remembered(kind), "what was answered is not carried out again");
            require(!rule_of(session_.phase(), kind).refusal, "what the phase forbids is refused");
            settle(command);
        } else if (const auto* seen = std::get_if<Seen>(&admission)) {
            require(first != nullptr, "only what was answered is repeated");
            require(is_same(seen->first_answer, first->answer), "the first answer is repeated");
        } else if (const auto* refused = std::get_if<Refused>(&admission)) {
            require(!first || !is_remembered(kind), "what was answered is answered the same");
            require(refused->answer.refusal.has_value(), "a refusal says why");
            check_refusal(kind, refused->answer);
            if (is_remembered(kind)) remember(id, refused->answer);
        } else {
            require(first != nullptr, "only repeats can be too many");
        }
    }

    void check_refusal(CommandKind kind, const Answer& answer) {
        if (const auto why = rule_of(session_.phase(), kind).refusal) {
            require(answer.refusal == why, "the phase's refusal is the table's");
            return;
        }
        require(answer.refusal == protocol::NackCode::rate_limited,
                "what the phase allows is refused for its rate only");
        require(kind != CommandKind::cancel && kind != CommandKind::leave, "one may always stop");
        require(answer.retry_after && *answer.retry_after > Duration{}, "a limit says when it is over");
    }

    void settle(const protocol::Command& command) {
        Answer answer;
        switch (input_.below(3)) {
            case 0:
                answer.conversation = ConversationId{2, input_.byte()};
                answer.position = protocol::StreamPosition{input_.byte(), input_.number()};
                break;
            case 1:
                answer.refusal = protocol::NackCode::draining;
                answer.retry_after = seconds(input_.byte());
                break;
            default:
                break;
        }
        session_.settle(command, answer);
        if (is_remembered(kind_of(command.body))) remember(command.message_id, answer);
    }

    struct Answered {
        MessageId message_id;
        Answer answer;
    };
    const Answered* find(MessageId id) const {
        const auto found =
            std::find_if(answered_.begin(), answered_.end(), [&](const Answered& one) { return one.message_id == id; });
        return found == answered_.end() ? nullptr : &*found;
    }
    void remember(MessageId id, const Answer& answer) {
        answered_.push_back({id, answer});
        if (answered_.size() > window_max) answered_.pop_front();
    }

    FuzzInput& input_;
    Instant now_ = beginning;
    ServerSession session_;
    fuzz::Seen seen_;
    std::deque<Answered> answered_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    FuzzInput input(data, std::min(size, story_bytes_max));
    Model(input).run();
    return 0;
}
