#include "server/net/websocket_connection.hpp"

#include "shared/protocol/limits.hpp"
#include "shared/protocol/version.hpp"

#include <algorithm>
#include <utility>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

namespace stimchat::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using ErrorCode = boost::system::error_code;

// RFC 6455, 5.2: a client's control frame has 2 bytes of header and 4 of mask.
constexpr std::size_t control_header_bytes = 6;
// The longest header of any frame of a client.
constexpr std::size_t frame_header_bytes_max = 14;

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

beast::string_view to_beast(std::string_view text) {
    return {text.data(), text.size()};
}

http::request<http::empty_body> beast_request(const HttpRequest& request) {
    http::request<http::empty_body> handshake(http::verb::get, to_beast(request.path), 11);
    for (const auto& [name, value] : request.headers)
        handshake.insert(to_beast(name), to_beast(value));
    // RESTinio takes this one out of the headers when it has read it.
    handshake.set(http::field::connection, "upgrade");
    return handshake;
}

websocket::close_reason close_reason(protocol::CloseCode code) {
    const auto number = static_cast<std::uint16_t>(code);
    const protocol::CloseRule* rule = protocol::find_close_rule(number);
    return {static_cast<websocket::close_code>(number), rule == nullptr ? beast::string_view() : to_beast(rule->name)};
}

}  // namespace

WebSocketConnection::WebSocketConnection(ConnectionId id, TcpSocket socket, ConnectionHub& hub)
    : hub_(hub), id_(id), stream_(std::move(socket)) {}

bool WebSocketConnection::accept(const HttpRequest& request) {
    stream_.next_layer().on_output([this] {
        if (phase_ != Phase::gone) hub_.flush_later(shared_from_this());
    });
    stream_.auto_fragment(false);
    stream_.text(true);
    stream_.read_message_max(limits::frame_bytes_max);
    stream_.control_callback(
        [this](websocket::frame_type kind, beast::string_view payload) { on_control(kind, payload.size()); });
    ErrorCode fault;
    socket().non_blocking(true, fault);
    if (fault) return false;
    socket().set_option(asio::socket_base::send_buffer_size(hub_.settings().kernel_output_bytes_max), fault);
    if (fault) return false;
    stream_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(http::field::sec_websocket_protocol, to_beast(protocol::websocket_subprotocol));
        response.set(http::field::server, "StimChat");  // else Beast names itself
    }));
    stream_.accept(beast_request(request), fault);
    return !fault;
}

void WebSocketConnection::send(std::string_view frame) {
    if (phase_ > Phase::stalled || !stream_.is_open()) return;
    if (output().waiting().size() + frame.size() > hub_.settings().output_bytes_max) {
        return close(protocol::CloseCode::slow_consumer);
    }
    ErrorCode ignored;  // writing to a CoalescingStream cannot fail
    stream_.write(asio::const_buffer(frame.data(), frame.size()), ignored);
}

void WebSocketConnection::ping() {
    if (phase_ > Phase::stalled || !stream_.is_open()) return;
    ErrorCode ignored;
    stream_.ping({}, ignored);
}

void WebSocketConnection::close(protocol::CloseCode code) {
    if (phase_ > Phase::stalled) return;
    const bool was_stalled = std::exchange(phase_, Phase::closing) == Phase::stalled;
    deadline_ = steady_now() + hub_.settings().close_timeout;
    // Beast may be closing it already, and then the read ends with an error. A stalled one is left to its deadline: on
    // a half-open link nothing arrives.
    if (was_stalled || !stream_.is_open()) return;
    stream_.async_close(close_reason(code), [self = shared_from_this()](ErrorCode fault) {
        self->is_handshake_done_ |= !fault;
        self->linger();
    });
}

// --- reading -------------------------------------------------------------------------------------------------------

void WebSocketConnection::read() {
    stream_.async_read_some(asio::buffer(inline_), [self = shared_from_this()](ErrorCode fault, std::size_t size) {
        self->on_read(fault, size);
    });
}

void WebSocketConnection::on_read(ErrorCode fault, std::size_t size) {
    if (fault || phase_ != Phase::open) return on_last_read(fault, size);
    if (stream_.got_binary()) return close(protocol::CloseCode::unsupported_data);

    const std::string_view piece(inline_.data(), size);
    if (stream_.is_message_done()) {
        on_message(piece);
    } else {
        on_piece(piece);
    }
    if (phase_ == Phase::open) read();
}

void WebSocketConnection::on_last_read(ErrorCode fault, std::size_t size) {
    if (phase_ == Phase::stalled) {
        held_read_.emplace(fault, size);
    } else if (fault) {
        is_handshake_done_ |= fault == websocket::error::closed;
        linger();
    }
    // Else it is closing, and Beast itself reads on, for the client's close frame.
}

void WebSocketConnection::on_piece(std::string_view piece) {
    if (pieces_++ == 0) message_began_ = steady_now();
    if (pieces_ > hub_.settings().fragments_max) return close(protocol::CloseCode::policy_violation);
    partial_ += piece;
}

void WebSocketConnection::on_message(std::string_view piece) {
    stream_.next_layer().forget_received();
    if (pieces_ == 0) return hub_.events().on_frame(id_, piece);
    pieces_ = 0;
    // Moved out, so that a connection that wrote one long message does not keep its memory.
    const std::string whole = std::exchange(partial_, {}).append(piece);
    hub_.events().on_frame(id_, whole);
}

void WebSocketConnection::on_control(websocket::frame_type kind, std::size_t size) {
    ++control_frames_;
    // What is counted is for the message around it.
    stream_.next_layer().discount(control_header_bytes + size);
    if (kind != websocket::frame_type::close && phase_ == Phase::open) hub_.events().on_pong(id_);
}

// --- time and size limits ------------------------------------------------------------------------------------------

void WebSocketConnection::sweep(SteadyTime now) {
    if (phase_ == Phase::gone) return;
    if (phase_ != Phase::open) {
        if (now < deadline_) return;
        return phase_ == Phase::stalled ? end_stall() : cut();
    }
    // The close frame comes behind what waits, so only somebody who reads on learns of it.
    if (is_write_stalled(now)) return close(protocol::CloseCode::slow_consumer);
    if (is_message_overdue(now) || is_flooding()) close(protocol::CloseCode::policy_violation);
    control_frames_ = 0;
}

bool WebSocketConnection::is_message_overdue(SteadyTime now) const {
    return pieces_ > 0 && now - message_began_ >= hub_.settings().message_timeout;
}

/// Beast tells neither of empty fragments nor of pings that come in the midst of a message until it is done, so their
/// bytes are what shows them.
bool WebSocketConnection::is_flooding() const {
    const WebSocketSettings& settings = hub_.settings();
    const std::size_t message_bytes_max = limits::frame_bytes_max + settings.fragments_max * frame_header_bytes_max;
    return control_frames_ > settings.control_frames_per_sweep_max ||
           stream_.next_layer().received() > message_bytes_max;
}

bool WebSocketConnection::is_write_stalled(SteadyTime now) const {
    return owed_ > 0 && now - owed_since_ >= hub_.settings().write_stall_timeout;
}

// --- writing -------------------------------------------------------------------------------------------------------

void WebSocketConnection::flush() {
    if (writable_awaited_ || phase_ == Phase::stalled || phase_ == Phase::gone) return;
    while (!output().empty()) {
        const std::string_view waiting = output().waiting();
        ErrorCode fault;
        const std::size_t size = socket().write_some(asio::const_buffer(waiting.data(), waiting.size()), fault);
        if (fault == asio::error::would_block) return wait_writable();
        if (fault) return cut();
        output().taken(size);
        owed_ -= std::min(owed_, size);
    }
    if (phase_ != Phase::lingering) return;
    if (is_handshake_done_) return finish();
    read_to_end();
}

void WebSocketConnection::wait_writable() {
    writable_awaited_ = true;
    if (owed_ == 0) {
        owed_ = output().waiting().size();
        owed_since_ = steady_now();
    }
    socket().async_wait(TcpSocket::wait_write, [self = shared_from_this()](ErrorCode fault) {
        self->writable_awaited_ = false;
        if (!fault) self->flush();
    });
}

// --- half-open, for tests ------------------------------------------------------------------------------------------

void WebSocketConnection::stall(SteadyTime until) {
    if (phase_ != Phase::open) return;
    phase_ = Phase::stalled;
    deadline_ = until;
}

void WebSocketConnection::end_stall() {
    phase_ = Phase::open;
    flush();
    if (const auto held = std::exchange(held_read_, std::nullopt)) on_read(held->first, held->second);
}

// --- the end -------------------------------------------------------------------------------------------------------

/// The WebSocket is over; what was written before, a close frame among it, still has to reach the client.
void WebSocketConnection::linger() {
    if (phase_ == Phase::lingering || phase_ == Phase::gone) return;
    const bool client_closed = phase_ == Phase::open && is_handshake_done_;
    const std::uint16_t client_code = client_closed ? stream_.reason().code : std::uint16_t{0};
    phase_ = Phase::lingering;
    deadline_ = steady_now() + hub_.settings().close_timeout;
    const auto self = shared_from_this();
    hub_.events().on_closed(id_, client_code);
    flush();
}

/// Closing a socket that has unread input resets the connection, and the close frame would be lost with it. A client
/// that has sent its own close frame sends nothing more; any other may.
void WebSocketConnection::read_to_end() {
    ErrorCode ignored;
    socket().shutdown(TcpSocket::shutdown_send, ignored);
    socket().async_read_some(hub_.discard(), [self = shared_from_this()](ErrorCode fault, std::size_t) {
        if (self->phase_ == Phase::gone) return;
        if (fault) return self->finish();
        self->read_to_end();
    });
}

void WebSocketConnection::cut() {
    if (phase_ == Phase::gone) return;
    const auto self = shared_from_this();
    const bool is_told = phase_ == Phase::lingering;
    // First, since whoever is told may want to close it, too.
    phase_ = Phase::lingering;
    if (!is_told) hub_.events().on_closed(id_, 0);
    finish();
}

void WebSocketConnection::finish() {
    const auto self = shared_from_this();
    abandon();
    hub_.forget(id_);
}

void WebSocketConnection::abandon() {
    phase_ = Phase::gone;
    ErrorCode ignored;
    socket().close(ignored);
    output().drop();
}

}  // namespace stimchat::net
