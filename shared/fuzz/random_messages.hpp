#pragma once

#include "shared/fuzz/fuzz_input.hpp"
#include "shared/protocol/message.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Messages that a fuzzer's input chooses: of any kind, about things that the other end knows or does not.
namespace stimchat::fuzz {

/// A few values of each kind that have been seen; the oldest go first.
template <class Value>
class SeenValues {
  public:
    void add(const Value& value) {
        if (!values_.empty() && values_.back() == value) return;
        if (values_.size() == kept_max) values_.erase(values_.begin());
        values_.push_back(value);
    }
    /// One of them, or one that nobody has seen.
    Value pick(FuzzInput& input, const Value& unseen) const {
        const std::size_t at = input.below(values_.size() + 1);
        return at < values_.size() ? values_[values_.size() - 1 - at] : unseen;
    }
    bool is_empty() const { return values_.empty(); }
    const Value& last() const { return values_.back(); }

  private:
    static constexpr std::size_t kept_max = 6;
    std::vector<Value> values_;
};

struct Seen {
    SeenValues<MessageId> messages;
    SeenValues<ConversationId> conversations;
    SeenValues<SessionId> sessions;
    protocol::StreamPosition position{1, 1};
};

/// Views in it are static, or `token`.
protocol::CommandBody any_command(FuzzInput& input, const Seen& seen, std::string_view token);
protocol::ServerBody any_server_body(FuzzInput& input, const Seen& seen);
/// Acceptable ones and others.
std::string_view any_text(FuzzInput& input);

/// A byte here and there changed, put in or taken out.
void mutate(FuzzInput& input, std::string& frame);

}  // namespace stimchat::fuzz
