#include "server/api/json_body.hpp"

#include "server/api/problem_kinds.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

namespace stimchat::api {
namespace {

namespace json = boost::json;

constexpr std::size_t named_field_bytes_max = 64;  // of a name that is repeated back

/// Hears the events of Boost.JSON's parser. A DOM would not tell that a name came twice, nor stop at the first fault.
class FlatObjectHandler {
  public:
    static constexpr std::size_t max_array_size = 0;
    static constexpr std::size_t max_object_size = 32;
    static constexpr std::size_t max_key_size = 256;
    static constexpr std::size_t max_string_size = 64 * 1024;

    std::span<const FieldRule> rules;
    TextFields fields;
    std::string fault;  ///< about a field; empty where the JSON itself is at fault

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code& ec) { return inside_ ? true : refuse_root(ec); }
    bool on_object_begin(json::error_code& ec) {
        if (inside_) return refuse_kind(ec);
        inside_ = true;
        return true;
    }
    bool on_object_end(std::size_t, json::error_code&) { return true; }
    bool on_array_begin(json::error_code& ec) { return inside_ ? refuse_kind(ec) : refuse_root(ec); }
    bool on_array_end(std::size_t, json::error_code&) { return true; }

    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code& ec) {
        text_.append(part.data(), part.size());
        name_ = std::exchange(text_, {});
        rule_ = std::find_if(rules.begin(), rules.end(), [&](const FieldRule& rule) { return rule.name == name_; });
        if (rule_ == rules.end()) return refuse(ec, "The field \"" + shown_name() + "\" is not known here.");
        if (!seen_.emplace(name_, true).second) return refuse(ec, "The field \"" + name_ + "\" comes twice.");
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t size, json::error_code& ec) {
        if (!inside_) return refuse_root(ec);
        if (size > rule_->bytes_max) return refuse_length(ec);
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t size, json::error_code& ec) {
        if (!on_string_part(part, size, ec)) return false;
        fields.emplace(name_, std::exchange(text_, {}));
        return true;
    }
    bool on_null(json::error_code& ec) {
        if (!inside_) return refuse_root(ec);
        return rule_->required ? refuse_kind(ec) : true;
    }
    bool on_number_part(json::string_view, json::error_code& ec) { return refuse_value(ec); }
    bool on_int64(std::int64_t, json::string_view, json::error_code& ec) { return refuse_value(ec); }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code& ec) { return refuse_value(ec); }
    bool on_double(double, json::string_view, json::error_code& ec) { return refuse_value(ec); }
    bool on_bool(bool, json::error_code& ec) { return refuse_value(ec); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

  private:
    bool refuse_root(json::error_code& ec) {
        ec = json::error::not_object;
        return false;
    }
    bool refuse(json::error_code& ec, std::string why) {
        fault = std::move(why);
        ec = json::error::syntax;
        return false;
    }
    bool refuse_kind(json::error_code& ec) { return refuse(ec, "The field \"" + name_ + "\" must be a string."); }
    bool refuse_value(json::error_code& ec) { return inside_ ? refuse_kind(ec) : refuse_root(ec); }
    bool refuse_length(json::error_code& ec) {
        return refuse(ec, "The field \"" + name_ + "\" is too long: at most " + std::to_string(rule_->bytes_max) +
                              " bytes are possible.");
    }
    // The name is the caller's own, but a long one would only fill the answer.
    std::string shown_name() const {
        return name_.size() <= named_field_bytes_max ? name_ : "(" + std::to_string(name_.size()) + " bytes long)";
    }

    bool inside_ = false;
    std::string name_;
    std::string text_;
    std::span<const FieldRule>::iterator rule_{};
    std::map<std::string, bool, std::less<>> seen_;
};

bool is_json(const net::HttpRequest& request) {
    const auto header = request.headers.find("content-type");
    if (header == request.headers.end()) return false;
    std::string type = header->second.substr(0, header->second.find(';'));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t'))
        type.pop_back();
    std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : static_cast<char>(c);
    });
    return type == "application/json";
}

}  // namespace

Result<TextFields, net::HttpResponse> read_text_fields(const net::HttpRequest& request,
                                                       std::span<const FieldRule> rules) {
    if (!is_json(request)) return failure(answer(problems::content_type_unsupported));

    json::parse_options strict;
    strict.max_depth = 2;  // one to be told of a value that is not a string, rather than of the depth
    json::basic_parser<FlatObjectHandler> parser(strict);
    parser.handler().rules = rules;
    json::error_code ec;
    const std::size_t read = parser.write_some(false, request.body.data(), request.body.size(), ec);
    if (!parser.handler().fault.empty()) return failure(answer(problems::fields_invalid, parser.handler().fault));
    if (ec || read != request.body.size()) return failure(answer(problems::json_malformed));

    for (const FieldRule& rule : rules) {
        if (!rule.required || parser.handler().fields.contains(rule.name)) continue;
        return failure(answer(problems::fields_invalid, "The field \"" + std::string(rule.name) + "\" is missing."));
    }
    return std::move(parser.handler().fields);
}

}  // namespace stimchat::api
