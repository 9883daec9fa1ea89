#include "server/net/http_server.hpp"

#include "server/net/cross_origin.hpp"
#include "server/net/http_exchange.hpp"
#include "server/net/http_traits.hpp"
#include "server/net/http_upgrade.hpp"
#include "server/ops/log_throttle.hpp"
#include "shared/protocol/version.hpp"

#include <stdexcept>
#include <typeinfo>
#include <utility>

namespace stimchat::net {
namespace {

HttpResponse not_found() {
    return problem(404, "/problems/not-found", "There is nothing here", "The address names nothing that StimChat has.");
}

HttpResponse method_not_allowed(const std::string& allowed) {
    HttpResponse response = problem(405, "/problems/method-not-allowed", "This method is not possible here",
                                    "The address exists, but only for: " + allowed + ".");
    response.headers.emplace_back("Allow", allowed);
    return response;
}

HttpResponse internal_fault() {
    return problem(500, "/problems/internal", "Something went wrong on the server",
                   "The fault is the server's. Trying again later may work.");
}

HttpResponse unreadable() {
    return problem(400, "/problems/bad-request", "The request cannot be read",
                   "Its address is malformed, or its method is none of GET, HEAD, POST, DELETE and OPTIONS.");
}

bool wants_upgrade(const restinio::request_t& request) {
    return request.header().connection() == restinio::http_connection_header_t::upgrade;
}

}  // namespace

struct HttpServer::Listener {
    using Server = restinio::http_server_t<HttpTraits>;

    Reactor& reactor;
    const RouteTable& routes;
    const StaticFiles& files;
    const OriginPolicy& origins;
    UpgradeHandler& upgrades;
    ops::Log& log;
    ops::LogThrottle faults;
    std::shared_ptr<CountingTimers::Count> count = std::make_shared<CountingTimers::Count>();
    /// Shared, because an answer may be sent after the server is gone.
    std::shared_ptr<std::size_t> in_flight = std::make_shared<std::size_t>(0);
    std::string place;  ///< for messages
    std::uint16_t port = 0;
    std::unique_ptr<Server> server;

    Listener(Reactor& the_reactor, const RouteTable& the_routes, const StaticFiles& the_files,
             const OriginPolicy& the_origins, UpgradeHandler& the_upgrades, ops::Log& the_log)
        : reactor(the_reactor),
          routes(the_routes),
          files(the_files),
          origins(the_origins),
          upgrades(the_upgrades),
          log(the_log),
          faults(the_log, "http.handler_failed") {}

    void configure(const HttpSettings& settings);
    restinio::request_handling_status_t on_request(const RestinioRequest& request);
    std::optional<HttpResponse> upgrade(const RestinioRequest& request, const HttpRequest& ours);
    void dispatch(const HttpRequest& ours, RouteTable::Match match, const Responder& respond);
    void call(const HttpRoute& route, const HttpRequest& ours, const Responder& respond);
    Responder responder_for(const RestinioRequest& request, HttpHeaders more_headers = {});
};

void HttpServer::Listener::configure(const HttpSettings& settings) {
    count->connections_max = settings.connections_max;
    place = "port " + std::to_string(settings.port) + " of " + settings.address;
    const auto limits = restinio::incoming_http_msg_limits_t{}
                            .max_url_size(http_target_bytes_cut)
                            .max_field_name_size(http_header_name_bytes_cut)
                            .max_field_value_size(http_header_value_bytes_cut)
                            .max_field_count(http_header_count_cut)
                            .max_body_size(http_body_bytes_cut);
    server = std::make_unique<Server>(restinio::external_io_context(reactor), [&](auto& options) {
        options.address(settings.address)
            .port(settings.port)
            .buffer_size(http_read_buffer_bytes)
            .read_next_http_message_timelimit(settings.read_timeout)
            .handle_request_timeout(settings.handle_timeout)
            .write_http_response_timelimit(settings.write_timeout)
            .max_pipelined_requests(1)
            .concurrent_accepts_count(8)
            .incoming_http_msg_limits(limits)
            .timer_manager(CountingTimers::factory_t{count})
            .acceptor_options_setter(
                [](auto& acceptor) { acceptor.set_option(restinio::asio_ns::ip::tcp::acceptor::reuse_address(true)); })
            .acceptor_post_bind_hook([this](auto& acceptor) { port = acceptor.local_endpoint().port(); })
            .socket_options_setter([](auto& socket) { socket.set_option(restinio::asio_ns::ip::tcp::no_delay(true)); })
            .request_handler([this](const RestinioRequest& request) { return on_request(request); });
    });
}

restinio::request_handling_status_t HttpServer::Listener::on_request(const RestinioRequest& request) {
    const auto ours = read_request(*request);
    auto refusal = refuse_oversized(*request);
    if (!ours) {
        responder_for(request)(refusal ? std::move(*refusal) : unreadable());
        return restinio::request_accepted();
    }
    if (ours->path == protocol::websocket_path) {
        if (!refusal) refusal = upgrade(request, *ours);
        if (refusal) responder_for(request)(std::move(*refusal));
        return restinio::request_accepted();
    }
    auto match = routes.find(ours->method, ours->path);
    // Given to the responder, so that a page can read every answer, whoever it comes from.
    auto more_headers = match.is_cross_origin() ? cross_origin_headers(*ours, origins) : HttpHeaders{};
    const auto respond = responder_for(request, std::move(more_headers));
    if (refusal) {
        respond(std::move(*refusal));
    } else {
        dispatch(*ours, std::move(match), respond);
    }
    return restinio::request_accepted();
}

std::optional<HttpResponse> HttpServer::Listener::upgrade(const RestinioRequest& request, const HttpRequest& ours) {
    // Asked before the socket is taken: afterwards RESTinio cannot answer any more.
    if (auto refusal = upgrades.refuse(ours)) return refusal;
    if (auto socket = take_socket(*request, reactor)) upgrades.adopt(ours, std::move(*socket));
    return std::nullopt;
}

void HttpServer::Listener::dispatch(const HttpRequest& ours, RouteTable::Match match, const Responder& respond) {
    if (match.route != nullptr) {
        HttpRequest with_params = ours;
        with_params.params = std::move(match.params);
        return call(*match.route, with_params, respond);
    }
    if (match.is_cross_origin()) {
        if (ours.method == Method::options) return respond(answer_preflight(ours, origins, match.allowed_cross_origin));
        match.allowed += ", OPTIONS";
    }
    if (!match.allowed.empty()) return respond(method_not_allowed(match.allowed));
    if (auto file = files.find(ours)) {
        return respond(ours.method == Method::get ? std::move(*file) : method_not_allowed("GET, HEAD"));
    }
    respond(not_found());
}

void HttpServer::Listener::call(const HttpRoute& route, const HttpRequest& ours, const Responder& respond) {
    try {
        route.handler(ours, respond);
    } catch (const std::exception& fault) {
        // The type alone: what() may quote what a person wrote.
        faults.happened(typeid(fault).name());
        respond(internal_fault());
    }
}

Responder HttpServer::Listener::responder_for(const RestinioRequest& request, HttpHeaders more_headers) {
    // RESTinio stops its timers at an Upgrade request, so an answer to one must end the connection, or a client could
    // hold it for ever.
    const AnswerForm form{.is_head = request->header().method() == restinio::http_method_head(),
                          .close = wants_upgrade(*request) || !request->header().should_keep_alive()};
    ++*in_flight;
    // Counts a request out once, answered or dropped.
    std::shared_ptr<void> counted(nullptr, [in_flight = in_flight](void*) { --*in_flight; });
    return [request, form, counted, more_headers = std::move(more_headers),
            answered = std::make_shared<bool>(false)](HttpResponse response) {
        if (std::exchange(*answered, true)) return;
        response.headers.insert(response.headers.end(), more_headers.begin(), more_headers.end());
        write_response(*request, form, std::move(response), [counted] {});
    };
}

HttpServer::HttpServer(Reactor& reactor, const HttpSettings& settings, const RouteTable& routes,
                       const StaticFiles& files, const OriginPolicy& origins, UpgradeHandler& upgrades, ops::Log& log)
    : listener_(std::make_unique<Listener>(reactor, routes, files, origins, upgrades, log)) {
    listener_->configure(settings);
}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::open() {
    try {
        listener_->server->open_sync();
    } catch (const boost::system::system_error& fault) {
        throw std::runtime_error(listener_->place + " cannot be listened on: " + fault.code().message());
    }
    return listener_->port;
}

void HttpServer::stop_accepting() {
    listener_->server->close_sync();
}

std::size_t HttpServer::connections() const {
    return listener_->count->connections;
}

std::size_t HttpServer::requests_in_flight() const {
    return *listener_->in_flight;
}

}  // namespace stimchat::net
