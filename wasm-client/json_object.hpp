#pragma once

#include "shared/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Writes the JSON that crosses the boundary.
namespace stimchat::bindings {

void append_number(std::uint64_t number, std::string& out);

/// Opens an object when it is made and closes it when it goes.
class JsonObject {
  public:
    explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
    ~JsonObject() { out_ += '}'; }
    JsonObject(const JsonObject&) = delete;
    JsonObject& operator=(const JsonObject&) = delete;

    /// Writes the key; the caller writes the value to what is returned.
    std::string& key(std::string_view name);
    void text(std::string_view name, std::string_view value);
    void number(std::string_view name, std::uint64_t value);
    void boolean(std::string_view name, bool value);
    void null(std::string_view name);
    /// In milliseconds since 1970, or null.
    void instant(std::string_view name, std::optional<Instant> value);

  private:
    std::string& out_;
    bool first_ = true;
};

class JsonList {
  public:
    explicit JsonList(std::string& out) : out_(out) { out_ += '['; }
    ~JsonList() { out_ += ']'; }
    JsonList(const JsonList&) = delete;
    JsonList& operator=(const JsonList&) = delete;

    /// Before each element.
    void next();

  private:
    std::string& out_;
    bool first_ = true;
};

}  // namespace stimchat::bindings
