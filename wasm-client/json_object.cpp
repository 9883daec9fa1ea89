#include "wasm-client/json_object.hpp"

#include "shared/protocol/json_text.hpp"

namespace stimchat::bindings {

void append_number(std::uint64_t number, std::string& out) {
    protocol::append_json_integer(number, out);
}

std::string& JsonObject::key(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
}

void JsonObject::text(std::string_view name, std::string_view value) {
    protocol::append_json_string(value, key(name));
}

void JsonObject::number(std::string_view name, std::uint64_t value) {
    append_number(value, key(name));
}

void JsonObject::boolean(std::string_view name, bool value) {
    key(name) += value ? "true" : "false";
}

void JsonObject::null(std::string_view name) {
    key(name) += "null";
}

void JsonObject::instant(std::string_view name, std::optional<Instant> value) {
    if (!value || value->ms_since_epoch < 0) return null(name);
    number(name, static_cast<std::uint64_t>(value->ms_since_epoch));
}

void JsonList::next() {
    if (!first_) out_ += ',';
    first_ = false;
}

}  // namespace stimchat::bindings
