#include "shared/tests/oracle/json_oracle.hpp"

#include "shared/protocol/limits.hpp"

#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>

namespace stimchat::oracle {
namespace {

namespace json = boost::json;

/// Counts what Boost.JSON lets pass and StimChat does not.
class LimitsHandler {
  public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    bool within_limits = true;
    bool negative_zero = false;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_array_begin(json::error_code&) { return enter(); }
    bool on_array_end(std::size_t, json::error_code&) { return leave(); }
    bool on_object_begin(json::error_code&) { return enter(); }
    bool on_object_end(std::size_t, json::error_code&) { return leave(); }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        key_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        key_.append(part.data(), part.size());
        std::set<std::string>& keys = open_.back();
        if (!keys.insert(key_).second || keys.size() > limits::json_members_max) within_limits = false;
        key_.clear();
        return true;
    }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view text, json::error_code&) {
        if (number == 0 && !text.empty() && text[0] == '-') negative_zero = true;
        return true;
    }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    bool on_double(double, json::string_view, json::error_code&) { return true; }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

  private:
    bool enter() {
        open_.emplace_back();
        if (open_.size() > limits::json_depth_max) within_limits = false;
        return true;
    }
    bool leave() {
        open_.pop_back();
        return true;
    }

    std::vector<std::set<std::string>> open_;
    std::string key_;
};

}  // namespace

Verdict judge(std::string_view frame) {
    Verdict verdict;
    if (frame.size() > limits::frame_bytes_max) return verdict;
    json::basic_parser<LimitsHandler> parser{json::parse_options{}};
    json::error_code error;
    const std::size_t read = parser.write_some(false, frame.data(), frame.size(), error);
    // Exponents of more digits than fit, and depths beyond its own limit, are where the library gives up.
    verdict.unsure = error == json::error::exponent_overflow || error == json::error::too_deep;
    if (error || read != frame.size() || !parser.handler().within_limits) return verdict;
    verdict.unsure = parser.handler().negative_zero;  // the value does not tell -0 from 0
    verdict.value = json::parse(json::string_view(frame.data(), frame.size()), error);
    verdict.is_frame = !error && verdict.value.is_object();
    return verdict;
}

}  // namespace stimchat::oracle
