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
    std::string& key(const char* name);
    void text(const char* name, std::string_view value);
    void text(const char* name, const std::string& value);
    /// For a value that needs no escapes.
    void word(const char* name, const char* value);
    void number(const char* name, std::uint64_t value);
    void boolean(const char* name, bool value);
    void null(const char* name);
    /// In milliseconds since 1970, or null.
    void instant(const char* name, const std::optional<Instant>& value);

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
