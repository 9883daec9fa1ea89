#include "server/net/http_upgrade.hpp"

#include <utility>

namespace stimchat::net {

// The one place that reaches into restinio::impl: RESTinio has no public way to hand a connection to another library.
std::optional<TcpSocket> take_socket(restinio::request_t& request, Reactor& reactor) {
    using Connection = restinio::impl::connection_t<HttpTraits>;
    const auto held = std::move(restinio::impl::access_req_connection(request));
    if (!held) return std::nullopt;
    auto taken = dynamic_cast<Connection&>(*held).move_upgrade_internals();

    boost::system::error_code fault;
    const auto protocol = taken.m_socket.local_endpoint(fault).protocol();
    if (fault) return std::nullopt;
    const auto descriptor = taken.m_socket.release(fault);
    if (fault) return std::nullopt;
    TcpSocket socket(reactor.get_executor());
    socket.assign(protocol, descriptor, fault);
    if (fault) return std::nullopt;
    return socket;
}

}  // namespace stimchat::net
