#pragma once

#include "tools/load/sockets/socket_stream.hpp"

namespace stimchat::load {

/// Listens on 127.0.0.1; port 0: any free one. Throws std::system_error where that fails.
Descriptor listen_on(std::uint16_t port);
std::uint16_t port_of(const Descriptor& listener);
/// The next connection, non-blocking; an empty descriptor if none waits.
Descriptor accept_from(const Descriptor& listener);
/// Non-blocking; writable once it is connected. Throws std::system_error where no socket can be made.
Descriptor start_to_connect(Endpoint target);
/// Closes with an RST instead of a FIN.
void reset_socket(Descriptor& socket);

}  // namespace stimchat::load
