#pragma once

#include "shared/core/random.hpp"
#include "shared/protocol/close_codes.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/session/client_session.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace stimchat::session {

inline constexpr Duration script_report_window = minutes(10);
inline constexpr SessionId script_session{5, 5};
inline constexpr ConversationId script_conversation{0xC0, 1};
inline constexpr Alias script_you{1};
inline constexpr Alias script_stranger{2};

/// Plays the shell, the server and the clock for one ClientSession. After each event the session must be consistent.
class ClientScript {
  public:
    explicit ClientScript(std::uint64_t seed = 42)
        : session_("script/1", std::make_unique<Xoshiro256>(seed)), page_(session_.view()) {}

    // --- what goes in

    void feed(const ClientEvent& event) {
        effects_.clear();
        session_.handle(event, now_, effects_);
        REQUIRE(session_.is_consistent());
        for (const ClientEffect& effect : effects_) {
            if (std::holds_alternative<OpenLink>(effect)) ++links_opened_;
            if (const auto* settled = std::get_if<SaySettled>(&effect)) settled_.push_back(*settled);
        }
    }

    void receive(const protocol::ServerBody& body) {
        std::string frame;
        protocol::encode(protocol::ServerMessage{now_, body}, frame);
        feed(FrameReceived{frame});
    }

    void close(protocol::CloseCode code) { feed(LinkClosed{static_cast<std::uint16_t>(code)}); }

    /// Lets time pass, stopping at each deadline as a shell would. Returns what was to be done on the way.
    std::vector<ClientEffect> pass(Duration span) {
        std::vector<ClientEffect> all;
        const Instant end = now_ + span;
        int standing_still = 0;
        while (session_.next_deadline() && *session_.next_deadline() <= end) {
            now_ = std::max(now_, *session_.next_deadline());
            const auto deadline_before = session_.next_deadline();
            feed(TimePassed{});
            all.insert(all.end(), effects_.begin(), effects_.end());
            // A deadline that stays where it was would make a shell spin; a few may be due at once.
            standing_still = session_.next_deadline() == deadline_before ? standing_still + 1 : 0;
            REQUIRE(standing_still < 8);
        }
        now_ = end;
        effects_ = all;
        return all;
    }

    /// The device sleeps: no timer goes off before it wakes.
    void sleep(Duration span) {
        now_ = now_ + span;
        feed(TimePassed{});
    }

    // --- the usual way

    void start_with_token() {
        feed(Started{"token-1", 1});
        REQUIRE(page_.link == Link::connecting);
    }
    void greet() {
        feed(LinkOpened{});
        REQUIRE(page_.link == Link::greeting);
        const auto hellos = all_sent<protocol::Hello>();
        REQUIRE(hellos.size() == 1);
        hello_ = hellos[0];
    }
    void welcome() {
        // As a server that has lost nothing.
        const auto standing = page_.phase == Phase::chatting ? protocol::Standing::chatting : protocol::Standing::idle;
        welcome(standing, true);
    }
    void welcome(protocol::Standing standing, bool recovered, std::uint32_t sessions_max = 1) {
        receive(protocol::Ack{hello_.first, std::nullopt, std::nullopt});
        receive(welcome_of(standing, recovered, sessions_max));
        REQUIRE(page_.link == Link::up);
    }
    static protocol::Welcome welcome_of(protocol::Standing standing, bool recovered, std::uint32_t sessions_max = 1) {
        protocol::Welcome welcome;
        welcome.session = script_session;
        welcome.version = 1;
        welcome.recovered = recovered;
        welcome.standing = standing;
        welcome.sessions_max = sessions_max;
        welcome.resume_window = limits::resume_window;
        welcome.heartbeat_interval = limits::heartbeat_interval;
        welcome.search_timeout = seconds(60);
        welcome.report_window = script_report_window;
        return welcome;
    }
    void connect() {
        start_with_token();
        greet();
        welcome();
    }
    void search() {
        feed(FindChat{});
        acknowledge(sent<protocol::Find>());
    }
    void match(ConversationId conversation = script_conversation) {
        receive(protocol::NewMatch{conversation, {1, 1}, script_you, script_stranger});
        REQUIRE(page_.phase == Phase::chatting);
        offset_ = 1;
    }
    void chat() {
        connect();
        search();
        match();
    }
    /// Waits for the next try after a loss.
    void wait_for_retry() {
        REQUIRE(page_.link == Link::waiting);
        REQUIRE(page_.retry_at.has_value());
        pass(*page_.retry_at - now_);
        REQUIRE(page_.link != Link::waiting);
    }
    void reconnect() {
        regreet();
        welcome();
    }
    void reconnect(protocol::Standing standing, bool recovered) {
        regreet();
        welcome(standing, recovered);
    }
    /// As far as the HELLO.
    void regreet() {
        if (page_.link == Link::waiting) wait_for_retry();
        REQUIRE(page_.link == Link::connecting);
        greet();
    }
    void cut() {
        close(protocol::CloseCode::abnormal);
        REQUIRE(page_.link == Link::waiting);
    }
    MessageId say(std::string_view text) {
        feed(Say{text, {}});
        return sent<protocol::SendText>();
    }
    void acknowledge(MessageId message_id) { receive(protocol::Ack{message_id, std::nullopt, std::nullopt}); }
    void end(protocol::ConversationEnd reason) {
        receive(protocol::ConversationEnded{script_conversation, {1, ++offset_}, reason});
    }
    /// One's own text, as the stream brings it back.
    void echo(MessageId message_id, std::string_view text) {
        receive(protocol::TextReceived{message_id, script_conversation, {1, ++offset_}, script_you, text});
    }
    void deliver(MessageId message_id) {
        receive(protocol::Ack{message_id, script_conversation, protocol::StreamPosition{1, ++offset_}});
    }
    void hear(std::string_view text) { hear_at(++offset_, text); }
    void hear_at(std::uint64_t offset, std::string_view text) {
        receive(
            protocol::TextReceived{MessageId{0x57, offset}, script_conversation, {1, offset}, script_stranger, text});
    }
    void refuse(MessageId message_id, protocol::NackCode code, std::optional<Duration> retry_after = std::nullopt) {
        receive(protocol::Nack{message_id, code, {}, retry_after});
    }

    // --- what came out

    const ClientView& page() const { return page_; }
    const ClientSession& session() const { return session_; }
    Instant now() const { return now_; }
    int links_opened() const { return links_opened_; }
    MessageId hello() const { return hello_.first; }
    const protocol::Hello& greeting() const { return hello_.second; }
    std::uint64_t offset() const { return offset_; }

    /// All that were settled since this was last asked.
    std::vector<SaySettled> take_settled() { return std::exchange(settled_, {}); }

    template <class Effect>
    const Effect* effect() const {
        for (const ClientEffect& effect : effects_) {
            if (const auto* wanted = std::get_if<Effect>(&effect)) return wanted;
        }
        return nullptr;
    }
    template <class Effect>
    std::vector<Effect> all() const {
        std::vector<Effect> found;
        for (const ClientEffect& effect : effects_) {
            if (const auto* wanted = std::get_if<Effect>(&effect)) found.push_back(*wanted);
        }
        return found;
    }
    template <class Effect>
    int count() const {
        int found = 0;
        for (const ClientEffect& effect : effects_)
            found += std::holds_alternative<Effect>(effect) ? 1 : 0;
        return found;
    }

    /// All commands of one kind sent in the last step, with their ids.
    template <class Body>
    std::vector<std::pair<MessageId, Body>> all_sent() {
        std::vector<std::pair<MessageId, Body>> found;
        for (const ClientEffect& effect : effects_) {
            const auto* frame = std::get_if<SendFrame>(&effect);
            if (frame == nullptr) continue;
            const auto command = decoder_.decode_command(frame->frame);
            REQUIRE(command.has_value());
            if (const auto* body = std::get_if<Body>(&command->body)) found.emplace_back(command->message_id, *body);
        }
        return found;
    }
    template <class Body>
    bool has_sent() {
        return !all_sent<Body>().empty();
    }
    /// The id of the one command of that kind sent in the last step.
    template <class Body>
    MessageId sent() {
        const auto found = all_sent<Body>();
        REQUIRE(found.size() == 1);
        return found.front().first;
    }

  private:
    Instant now_{1'800'000'000'000};
    ClientSession session_;
    const ClientView& page_;
    std::vector<ClientEffect> effects_;
    protocol::Decoder decoder_;
    std::pair<MessageId, protocol::Hello> hello_{};
    std::uint64_t offset_ = 0;
    int links_opened_ = 0;
    std::vector<SaySettled> settled_;
};

}  // namespace stimchat::session
