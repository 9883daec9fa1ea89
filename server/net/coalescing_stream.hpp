#pragma once

#include "server/net/output_buffer.hpp"
#include "server/net/tcp.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>

namespace stimchat::net {

/// Beast's way to the socket. Reads go straight through, and are counted. Writes always succeed at once: they are
/// gathered in a buffer, which the connection sends at the end of the loop turn, so that all frames of a turn share one
/// system call, and Beast's rule of one write at a time never makes anybody wait.
class CoalescingStream {
  public:
    using executor_type = TcpSocket::executor_type;
    using ErrorCode = boost::system::error_code;

    explicit CoalescingStream(TcpSocket socket) : socket_(std::move(socket)) {}

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    TcpSocket& socket() { return socket_; }
    OutputBuffer& output() { return output_; }
    /// Bytes read since the last forget_received(), less what was discounted.
    std::size_t received() const { return received_; }
    void forget_received() { received_ = 0; }
    void discount(std::size_t size) { received_ -= std::min(received_, size); }
    /// Called when output has come where there was none.
    void on_output(std::function<void()> callback) { on_output_ = std::move(callback); }

    template <class Buffers>
    std::size_t write_some(const Buffers& buffers) {
        const bool was_empty = output_.empty();
        std::size_t size = 0;
        for (const boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
            output_.append(buffer.data(), buffer.size());
            size += buffer.size();
        }
        if (was_empty && size > 0) on_output_();
        return size;
    }
    template <class Buffers>
    std::size_t write_some(const Buffers& buffers, ErrorCode& fault) {
        fault = {};
        return write_some(buffers);
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const std::size_t size = write_some(buffers);
        return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
            [this, size](auto handler) {
                boost::asio::post(get_executor(),
                                  boost::beast::bind_front_handler(std::move(handler), ErrorCode{}, size));
            },
            token);
    }

    template <class Buffers>
    std::size_t read_some(const Buffers& buffers, ErrorCode& fault) {
        return count(socket_.read_some(buffers, fault));
    }
    template <class Buffers>
    std::size_t read_some(const Buffers& buffers) {
        return count(socket_.read_some(buffers));
    }
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
            [this, buffers](auto handler) {
                socket_.async_read_some(buffers, Counted<decltype(handler)>{std::move(handler), this});
            },
            token);
    }

    /// Passes a completion on after counting it; everything else about the handler stays as it is.
    template <class Handler>
    struct Counted {
        Handler handler;
        CoalescingStream* stream;  ///< the handler keeps the connection, and so the stream, alive
        void operator()(ErrorCode fault, std::size_t size) {
            stream->count(size);
            handler(fault, size);
        }
    };

  private:
    std::size_t count(std::size_t size) {
        received_ += size;
        return size;
    }

    TcpSocket socket_;
    OutputBuffer output_;
    std::size_t received_ = 0;
    std::function<void()> on_output_;
};

// How Beast ends the connection below it, found by argument-dependent look-up. Not at all: what was gathered has still
// to be sent, so the connection itself ends the socket.
inline void beast_close_socket(CoalescingStream&) {}
inline void teardown(boost::beast::role_type, CoalescingStream&, boost::system::error_code& fault) {
    fault = {};
}
template <class Handler>
void async_teardown(boost::beast::role_type, CoalescingStream& stream, Handler&& handler) {
    boost::asio::post(stream.get_executor(),
                      boost::beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code{}));
}

}  // namespace stimchat::net

template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, stimchat::net::CoalescingStream::Counted<Handler>, Default>
    : Associator<Handler, Default> {
    static auto get(const stimchat::net::CoalescingStream::Counted<Handler>& counted,
                    const Default& fallback = {}) noexcept {
        return Associator<Handler, Default>::get(counted.handler, fallback);
    }
};
