#pragma once

#include "tools/sim/server.hpp"
#include "tools/sim/tokens.hpp"
#include "tools/sim/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace stimchat::sim {

class Tab;

/// POST /api/v1/identity and POST /api/v1/report as a browser sees them: late, lost on the way there or back, refused
/// with 503, with and without Retry-After. A server that is down answers nothing.
class HttpDesk {
  public:
    HttpDesk(World& world, Tokens& tokens, Server& server) : world_(world), tokens_(tokens), server_(server) {}

    void ask_identity(Tab& tab, std::string_view renew_token);
    /// Answered exactly once, unless the tab is closed.
    void post_report(Tab& tab, std::string_view token, std::string_view body);

  private:
    Duration way();
    std::optional<Duration> retry_after();
    std::optional<std::string> token_for(const Tab& tab, std::string_view renew_token);
    void take_report(Tab& tab, const std::string& token, const std::string& body);
    void answer_report(Tab& tab, ReportOutcome outcome);

    World& world_;
    Tokens& tokens_;
    Server& server_;
};

}  // namespace stimchat::sim
