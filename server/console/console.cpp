#include "server/console/console.hpp"

#include "server/console/ban_routes.hpp"
#include "server/console/console_context.hpp"
#include "server/console/review_routes.hpp"
#include "server/console/session_routes.hpp"

#include <iterator>
#include <utility>

namespace stimchat::console {

class Console::State : public ConsoleContext {
  public:
    using ConsoleContext::ConsoleContext;
};

Console::Console(const ConsoleApi& api) : state_(std::make_unique<State>(api)) {}

Console::~Console() = default;

std::vector<net::HttpRoute> Console::routes() {
    std::vector<net::HttpRoute> all = session_routes(*state_);
    for (auto&& more : {review_routes(*state_), ban_routes(*state_)})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace stimchat::console
