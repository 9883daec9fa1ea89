#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace stimchat::net {

using Reactor = boost::asio::io_context;
/// With the executor's concrete type: the type-erased one costs an indirection in each operation.
using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Reactor::executor_type>;

}  // namespace stimchat::net
