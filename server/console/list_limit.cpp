#include "server/console/list_limit.hpp"

#include "server/api/problem_kinds.hpp"

#include <charconv>
#include <string>

namespace stimchat::console {

Result<std::uint32_t, net::HttpResponse> list_limit(const net::HttpRequest& request) {
    const auto given = request.query.find("limit");
    if (given == request.query.end()) return list_limit_default;
    const std::string& text = given->second;
    std::uint32_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error == std::errc() && end == text.data() + text.size() && limit >= 1 && limit <= list_limit_max) return limit;
    return failure(api::answer(api::problems::fields_invalid, "The parameter \"limit\" must be a number from 1 to " +
                                                                  std::to_string(list_limit_max) + "."));
}

}  // namespace stimchat::console
