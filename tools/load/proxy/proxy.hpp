#pragma once

#include "tools/load/proxy/proxied_connection.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace stimchat::load {

/// A TCP proxy on loopback that does to its connections what bad networks do. Runs on somebody's reactor: after each
/// turn, and when next_due_ns() has come, on_time() is to be called.
class Proxy final : private Watcher {
  public:
    /// Two descriptors each. Beyond it new connections are reset.
    static constexpr std::size_t connections_max = 8000;

    /// Listens on 127.0.0.1, on any free port if `port` is 0. `target` has to be a loopback address. Throws
    /// std::invalid_argument if it is not, and std::system_error where it cannot listen.
    Proxy(Reactor& reactor, Endpoint target, std::uint16_t port);

    std::uint16_t port() const { return port_; }
    const LineShape& shape() const { return shape_; }
    /// For all bytes that come from now on.
    void set_shape(const LineShape& shape) { shape_ = shape; }

    /// Returns how many connections are concerned.
    std::size_t apply_to_all(const Fault& fault);
    /// To connection `pick` modulo the number of open ones, in the order in which they were opened.
    std::size_t apply_to_one(const Fault& fault, std::uint64_t pick);
    std::size_t apply_to_newest(const Fault& fault);
    /// No shape, no refusing, no cut to come; connections that swallow are reset.
    void heal();

    std::optional<std::int64_t> next_due_ns() const;
    void on_time();

    std::size_t open() const { return connections_.size(); }
    std::uint64_t accepted() const { return accepted_; }

    /// For the connections: after each thing that happened to one.
    void take_note_of(ProxiedConnection& connection, std::int64_t now_ns);

  private:
    using Connections = std::map<std::uint64_t, std::unique_ptr<ProxiedConnection>>;

    void on_ready(std::uint32_t events) override;
    void take_over(Descriptor client, std::int64_t now_ns);
    /// What concerns connections that are not open yet.
    bool apply_to_later_ones(const Fault& fault, std::int64_t now_ns);
    void apply(ProxiedConnection& connection, const Fault& fault, std::int64_t now_ns);

    Reactor& reactor_;
    Endpoint target_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    LineShape shape_;
    std::int64_t refusing_until_ns_ = 0;
    std::vector<Fault> next_cuts_;  ///< one for each connection to come

    std::uint64_t accepted_ = 0;
    Connections connections_;
    std::set<std::pair<std::int64_t, std::uint64_t>> due_;  ///< when, and the connection's number
    std::map<std::uint64_t, std::int64_t> due_of_;
    /// Their sockets may still be named in the turn that is being handled.
    std::vector<std::unique_ptr<ProxiedConnection>> over_;
};

}  // namespace stimchat::load
