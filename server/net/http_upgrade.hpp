#pragma once

#include "server/net/http_traits.hpp"
#include "server/net/tcp.hpp"

#include <optional>

namespace stimchat::net {

/// Takes the socket out of RESTinio, which forgets the connection. Nothing if it is gone already.
std::optional<TcpSocket> take_socket(restinio::request_t& request, Reactor& reactor);

}  // namespace stimchat::net
