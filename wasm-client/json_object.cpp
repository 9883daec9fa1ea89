#include "wasm-client/json_object.hpp"

#include "shared/protocol/json_text.hpp"

namespace stimchat::bindings {

void append_number(std::uint64_t number, std::string& out) {
    protocol::append_json_integer(number, out);
}

std::string& JsonObject::key(const char* name) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return out_;
}

void JsonObject::text(const char* name, std::string_view value) {
    protocol::append_json_string(value, key(name));
}

void JsonObject::text(const char* name, const std::string& value) {
    protocol::append_json_string(value, key(name));
}

void JsonObject::word(const char* name, const char* value) {
    std::string& out = key(name);
    out += '"';
    out += value;
    out += '"';
}

void JsonObject::number(const char* name, std::uint64_t value) {
    append_number(value, key(name));
}

void JsonObject::boolean(const char* name, bool value) {
    key(name) += value ? "true" : "false";
}

void JsonObject::null(const char* name) {
    key(name) += "null";
}

void JsonObject::instant(const char* name, const std::optional<Instant>& value) {
    if (!value || value->ms_since_epoch < 0) return null(name);
    number(name, static_cast<std::uint64_t>(value->ms_since_epoch));
}

void JsonList::next() {
    if (!first_) out_ += ',';
    first_ = false;
}

}  // namespace stimchat::bindings
