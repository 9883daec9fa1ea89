#pragma once

#include "server/engine/chat_engine.hpp"
#include "shared/core/random.hpp"
#include "shared/protocol/codec.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A ChatEngine and its clients, with wires between them that carry only what and when they are told to.
namespace stimchat::fuzz {

/// A client's end of a wire.
class WireEnd {
  public:
    virtual ~WireEnd() = default;
    virtual void on_opened() = 0;
    virtual void on_frame(std::string_view frame) = 0;
    virtual void on_closed(std::uint16_t code) = 0;
    virtual void on_report_answered(bool stored) = 0;
};

/// Tokens "1" to "9" speak for participants 1 to 9.
class TownTokens final : public engine::TokenVerifier {
  public:
    Result<engine::Identity, engine::TokenFault> verify(std::string_view token, Instant now) const override;
    static engine::Identity identity_of(std::string_view token);
};

class Town {
  public:
    static constexpr std::size_t wires_max = 8;
    static constexpr std::uint16_t lost = 1006;

    Town(std::uint64_t seed, bool many_devices);

    Instant now() const { return now_; }

    // --- wires, by number
    /// Absent if all are in use.
    std::optional<std::size_t> open(WireEnd& client);
    void send(std::size_t wire, std::string_view frame);
    /// By the client, with a close frame.
    void close(std::size_t wire, std::uint16_t code);
    /// The client is no more; nobody is told on its side.
    void abandon(std::size_t wire, std::uint16_t code);
    bool is_open(std::size_t wire) const { return wires_[wire].is_open; }

    // --- what the story makes happen
    void accept(std::size_t wire);
    void carry_up(std::size_t wire);
    void carry_down(std::size_t wire);
    /// Whatever is under way is lost; each side learns of it with the next carry_*.
    void cut(std::size_t wire);
    void handle(const engine::EngineEvent& event);
    void report(WireEnd& reporter, std::string_view token, ConversationId conversation);
    /// The server loses its memory and all connections.
    void crash();

    // --- time
    std::optional<Instant> next_deadline() const { return engine_->next_deadline(); }
    void set_now(Instant now) { now_ = now; }
    /// True if something was carried.
    bool carry_all();

  private:
    struct Item {
        enum class Kind : std::uint8_t { frame, pong, close } kind{};
        std::string frame = {};
        std::uint16_t code = 0;
    };
    struct Wire {
        WireEnd* client = nullptr;    ///< null once its end is closed
        bool is_open = false;         ///< the server has been told
        bool server_told_end = true;  ///< nothing is to be told to the server any more
        bool is_dead = false;         ///< what is sent goes nowhere
        bool closes = false;          ///< the engine has closed it
        std::deque<Item> up;
        std::deque<Item> down;
        bool is_free() const { return client == nullptr && server_told_end; }
    };

    void carry_out();
    void deliver(const engine::Deliver& deliver);
    void close_by_server(const engine::CloseConnection& close);
    void answer_report(engine::ReportTicket ticket, bool stored);
    void check_answered(std::size_t wire, std::string_view frame);

    engine::EngineConfig config_;
    TownTokens tokens_;
    Xoshiro256 random_;
    Instant now_{1'800'000'000'000};
    std::optional<engine::ChatEngine> engine_;
    engine::Actions actions_;
    std::array<Wire, wires_max> wires_;
    std::map<std::uint64_t, WireEnd*> reporters_;
    std::uint64_t next_ticket_ = 1;
    protocol::Decoder decoder_;
};

}  // namespace stimchat::fuzz
