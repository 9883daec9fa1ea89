#include "tools/load/wire/web_link.hpp"

#include "shared/protocol/close_codes.hpp"
#include "tools/load/wire/web_socket_framing.hpp"

namespace stimchat::load {

namespace {

constexpr auto abnormal = static_cast<std::uint16_t>(protocol::CloseCode::abnormal);
constexpr std::size_t upgrade_header_bytes_max = 4096;

}  // namespace

void WebLink::open() {
    state_ = State::upgrading;
    stream_.connect(server_, from_);
}

void WebLink::send(std::string_view frame) {
    if (state_ == State::open) append_client_frame(stream_.output(), Opcode::text, frame, next_mask());
}

void WebLink::close(std::uint16_t code) {
    if (state_ == State::open) append_close(code);
    stream_.flush_now();
    stream_.close();
    state_ = State::closed;
}

void WebLink::append_close(std::uint16_t code) {
    const char payload[] = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    append_client_frame(stream_.output(), Opcode::close, {payload, sizeof payload}, next_mask());
}

void WebLink::on_connected() {
    stream_.output() += upgrade_request(server_.port);
}

void WebLink::on_disconnected() {
    end(abnormal);
}

std::size_t WebLink::on_bytes(std::string_view bytes) {
    std::size_t used = 0;
    if (state_ == State::upgrading) {
        used = take_upgrade(bytes);
        if (state_ == State::upgrading) return used;
    }
    return used + take_frames(bytes.substr(used));
}

std::size_t WebLink::take_upgrade(std::string_view bytes) {
    const std::size_t header_end = bytes.find("\r\n\r\n");
    if (header_end == std::string_view::npos) {
        if (bytes.size() > upgrade_header_bytes_max) end(abnormal);
        return 0;
    }
    if (!accepts_upgrade(bytes.substr(0, header_end))) {
        end(abnormal);
        return bytes.size();
    }
    state_ = State::open;
    owner_.on_link_opened();
    return header_end + 4;
}

std::size_t WebLink::take_frames(std::string_view bytes) {
    std::size_t used = 0;
    while (state_ == State::open) {
        const ReadFrame read = read_server_frame(bytes.substr(used));
        if (read.outcome == ReadFrame::Outcome::incomplete) break;
        if (read.outcome == ReadFrame::Outcome::broken) {
            end(static_cast<std::uint16_t>(protocol::CloseCode::protocol_error));
            break;
        }
        used += read.frame.bytes;
        switch (read.frame.opcode) {
            case Opcode::text:
                owner_.on_frame(read.frame.payload);
                break;
            case Opcode::close:
                take_close(read.frame.payload);
                break;
            case Opcode::ping:
                append_client_frame(stream_.output(), Opcode::pong, read.frame.payload, next_mask());
                break;
            case Opcode::pong:
                break;
        }
    }
    return used;
}

void WebLink::take_close(std::string_view payload) {
    std::uint16_t code = abnormal;
    if (payload.size() >= 2)
        code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 |
                                          static_cast<std::uint8_t>(payload[1]));
    append_close(code);
    // The answer goes out; that the server closes the TCP connection first (RFC 6455, 7.1.1) need not be waited for.
    stream_.flush_now();
    end(code);
}

void WebLink::end(std::uint16_t code) {
    if (state_ == State::closed) return;
    state_ = State::closed;
    stream_.close();
    owner_.on_link_closed(code);
}

std::uint32_t WebLink::next_mask() {
    // A linear congruential generator (Numerical Recipes): masks need to differ here, not to be secret.
    mask_ = mask_ * 1664525U + 1013904223U;
    return mask_;
}

}  // namespace stimchat::load
