#pragma once

#include "server/storage/database.hpp"
#include "shared/core/ids.hpp"

#include <optional>
#include <stdexcept>
#include <string>

/// How our types are written into columns and read back. What we read we have written, so a value that does not parse
/// is damage, and throws.
namespace stimchat::storage::columns {

template <class Tag>
Value of(const Id<Tag>& id) {
    return std::string(view(to_text(id)));
}
inline Value of(Alias alias) {
    return std::string(view(format_alias(alias)));
}
inline Value of(Instant instant) {
    return instant.ms_since_epoch;
}
inline Value of(const std::optional<Instant>& instant) {
    return instant ? of(*instant) : Value{};
}
inline Value of(bool flag) {
    return std::int64_t{flag ? 1 : 0};
}

template <class SomeId>
SomeId id(const Row& row, std::size_t column) {
    auto parsed = parse_id<SomeId>(row.text(column));
    if (!parsed) throw std::runtime_error("the database holds an id that is none");
    return *parsed;
}
inline Alias alias(const Row& row, std::size_t column) {
    auto parsed = parse_alias(row.text(column));
    if (!parsed) throw std::runtime_error("the database holds an alias that is none");
    return *parsed;
}
inline Instant instant(const Row& row, std::size_t column) {
    return {row.integer(column)};
}
inline std::optional<Instant> instant_or_null(const Row& row, std::size_t column) {
    if (row.is_null(column)) return std::nullopt;
    return instant(row, column);
}
inline std::uint32_t count(const Row& row, std::size_t column) {
    return static_cast<std::uint32_t>(row.integer(column));
}

}  // namespace stimchat::storage::columns
