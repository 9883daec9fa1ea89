#include "server/app/test_faults.hpp"

#include "shared/core/overloaded.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace stimchat::app {

using namespace api::test_faults;

TestFaults::TestFaults(const engine::ChatEngine& engine, ChatService& chat, net::WebSocketServer& sockets,
                       ops::Log& log)
    : engine_(engine), chat_(chat), sockets_(sockets), log_(log) {
    log_.warn("server.test_faults_on", {{"path", "/test/faults"}, {"never", "where people chat"}});
}

bool TestFaults::inflict(SessionId session, const api::TestFault& fault) {
    log_.warn("test_fault.inflicted", {{"kind", fault.index()}});
    const auto on_connection = [&](auto act) {
        const auto connection = engine_.connection_of(session);
        if (connection) act(*connection);
        return connection.has_value();
    };
    return std::visit(
        overloaded{
            [&](const Cut&) { return on_connection([&](ConnectionId id) { sockets_.cut(id); }); },
            [&](const Stall& stall) {
                return on_connection(
                    [&](ConnectionId id) { sockets_.stall(id, std::chrono::milliseconds(stall.duration.ms)); });
            },
            [&](const DropAcks& drop) {
                losses_of(session).acks += drop.count;
                return true;
            },
            [&](const DropPushes& drop) {
                losses_of(session).pushes += drop.count;
                return true;
            },
            [&](const ExpirePosition&) {
                chat_.expire_position(session);
                return true;
            },
            [&](const Close& close) { return on_connection([&](ConnectionId id) { sockets_.close(id, close.code); }); },
        },
        fault);
}

void TestFaults::send(ConnectionId connection, std::string_view frame) {
    if (!is_lost(connection, frame)) sockets_.send(connection, frame);
}

bool TestFaults::is_lost(ConnectionId connection, std::string_view frame) {
    const auto found = std::find_if(losses_.begin(), losses_.end(), [&](const Losses& losses) {
        return engine_.connection_of(losses.session) == connection;
    });
    if (found == losses_.end() || frame.starts_with(R"({"type":"NACK")")) return false;
    std::uint32_t& left = frame.starts_with(R"({"type":"ACK")") ? found->acks : found->pushes;
    if (left == 0) return false;
    --left;
    if (found->acks + found->pushes == 0) losses_.erase(found);
    return true;
}

TestFaults::Losses& TestFaults::losses_of(SessionId session) {
    const auto found =
        std::find_if(losses_.begin(), losses_.end(), [&](const Losses& losses) { return losses.session == session; });
    if (found != losses_.end()) return *found;
    if (losses_.size() == losing_sessions_max) losses_.erase(losses_.begin());
    return losses_.emplace_back(Losses{session});
}

}  // namespace stimchat::app
