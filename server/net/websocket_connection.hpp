#pragma once

#include "server/net/coalescing_stream.hpp"
#include "server/net/connections.hpp"
#include "server/net/http_message.hpp"
#include "server/net/websocket_server.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/beast/websocket/stream.hpp>

namespace stimchat::net {

using SteadyTime = std::chrono::steady_clock::time_point;

class WebSocketConnection;

/// What a connection needs of the transport it belongs to.
class ConnectionHub {
  public:
    virtual ~ConnectionHub() = default;
    virtual const WebSocketSettings& settings() const = 0;
    virtual ConnectionEvents& events() = 0;
    /// Calls flush() at the end of this turn of the reactor.
    virtual void flush_later(std::shared_ptr<WebSocketConnection> connection) = 0;
    /// The socket is closed; the id is free again.
    virtual void forget(ConnectionId connection) = 0;
    /// Where bytes go that nobody wants.
    virtual boost::asio::mutable_buffer discard() = 0;
};

/// One WebSocket, from the handshake to the closed socket.
///
///   open --close()--> closing --close frame answered, or error--> lingering --all sent, client's end seen--> gone
///   open --error, client's close-----------------------------------^
///   open <--stall()--> stalled, from where close() leads on as from open
///
/// on_closed is told on leaving open, stalled or closing towards the right; each state but open has a deadline. Once
/// gone, it does not touch the hub any more: handlers in the reactor may outlive that.
class WebSocketConnection : public std::enable_shared_from_this<WebSocketConnection> {
  public:
    WebSocketConnection(ConnectionId id, TcpSocket socket, ConnectionHub& hub);

    /// Answers the handshake; false if Beast finds fault with it.
    bool accept(const HttpRequest& request);
    void start_reading() { read(); }

    void send(std::string_view frame);
    void ping();
    void close(protocol::CloseCode code);
    /// Closes the socket at once.
    void cut();
    /// Nothing is read or written until then.
    void stall(SteadyTime until);

    void flush();
    /// Called regularly: keeps the time limits, so that no connection needs a timer of its own.
    void sweep(SteadyTime now);
    /// The end of the transport: closes the socket and tells nobody.
    void abandon();

  private:
    enum class Phase : std::uint8_t { open, stalled, closing, lingering, gone };  // in the order they come
    using Stream = boost::beast::websocket::stream<CoalescingStream, /*deflateSupported=*/false>;
    using ErrorCode = boost::system::error_code;

    void read();
    void on_read(ErrorCode fault, std::size_t size);
    void on_last_read(ErrorCode fault, std::size_t size);
    void on_piece(std::string_view piece);
    void on_message(std::string_view piece);
    void on_control(boost::beast::websocket::frame_type kind, std::size_t size);

    bool is_message_overdue(SteadyTime now) const;
    bool is_flooding() const;
    bool is_write_stalled(SteadyTime now) const;

    void wait_writable();
    void linger();
    void read_to_end();
    void end_stall();
    void finish();

    TcpSocket& socket() { return stream_.next_layer().socket(); }
    OutputBuffer& output() { return stream_.next_layer().output(); }

    /// Holds a usual message whole; a longer one is put together in partial_.
    static constexpr std::size_t inline_bytes = 512;

    ConnectionHub& hub_;
    ConnectionId id_;
    Phase phase_ = Phase::open;
    bool writable_awaited_ = false;
    bool is_handshake_done_ = false;  ///< both sides have sent a close frame
    std::uint32_t pieces_ = 0;
    std::uint32_t control_frames_ = 0;
    SteadyTime message_began_{};                                  ///< valid while pieces_ > 0
    std::size_t owed_ = 0;                                        ///< of the output, what waits since owed_since_
    SteadyTime owed_since_{};                                     ///< valid while owed_ > 0
    SteadyTime deadline_{};                                       ///< valid in stalled, closing and lingering
    std::optional<std::pair<ErrorCode, std::size_t>> held_read_;  ///< what a stall keeps back
    std::string partial_;
    std::array<char, inline_bytes> inline_{};
    Stream stream_;
};

}  // namespace stimchat::net
