#pragma once

#include "server/api/test_fault_route.hpp"
#include "server/app/chat_service.hpp"
#include "server/engine/chat_engine.hpp"
#include "server/net/websocket_server.hpp"
#include "server/ops/log.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace stimchat::app {

/// Inflicts faults on sessions. Stands between the chat and the transport, and only where --test-faults asks for it:
/// otherwise nothing of it is in a message's way. On the reactor's thread.
class TestFaults final : public net::Connections, public api::TestFaultDesk {
  public:
    /// Sessions at once whose frames are being lost; beyond it the oldest are left alone.
    static constexpr std::size_t losing_sessions_max = 64;

    /// Everything handed in outlives it.
    TestFaults(const engine::ChatEngine& engine, ChatService& chat, net::WebSocketServer& sockets, ops::Log& log);

    void send(ConnectionId connection, std::string_view frame) override;
    void ping(ConnectionId connection) override { sockets_.ping(connection); }
    void close(ConnectionId connection, protocol::CloseCode code) override { sockets_.close(connection, code); }

    bool inflict(SessionId session, const api::TestFault& fault) override;

  private:
    struct Losses {
        SessionId session;
        std::uint32_t acks = 0;
        std::uint32_t pushes = 0;
    };
    Losses& losses_of(SessionId session);
    bool is_lost(ConnectionId connection, std::string_view frame);

    const engine::ChatEngine& engine_;
    ChatService& chat_;
    net::WebSocketServer& sockets_;
    ops::Log& log_;
    std::vector<Losses> losses_;
};

}  // namespace stimchat::app
