#pragma once

#include "server/storage/store.hpp"
#include "shared/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// The small port under the Store: statements with `$1` parameters, in a transaction, on either engine. Statements are
/// written once, in the subset that SQLite and PostgreSQL share: `ON CONFLICT`, `RETURNING`, partial indexes, BIGINT
/// and TEXT columns; times are BIGINT milliseconds since 1970, ids are TEXT.
namespace stimchat::storage {

inline constexpr Duration database_connect_timeout = seconds(3);
/// How long one statement may take on PostgreSQL, waiting for locks included.
inline constexpr Duration database_statement_timeout = seconds(5);
/// How long SQLite waits for another process's lock.
inline constexpr Duration database_busy_timeout = seconds(1);
/// How long a starting process waits for another one that is migrating.
inline constexpr Duration database_schema_lock_timeout = seconds(30);

/// A column or parameter: NULL, a number, or UTF-8 text without NUL characters.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Parameters = std::vector<Value>;

/// One row of a result. Asking for another type than the column has is a bug, and throws.
class Row {
  public:
    explicit Row(std::vector<Value> values) : values_(std::move(values)) {}

    const std::string& text(std::size_t column) const { return std::get<std::string>(values_.at(column)); }
    std::int64_t integer(std::size_t column) const { return std::get<std::int64_t>(values_.at(column)); }
    bool is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(values_.at(column)); }

  private:
    std::vector<Value> values_;
};
using Rows = std::vector<Row>;

enum class Access : std::uint8_t {
    read,
    write,
    schema,  ///< write, alone among all processes that migrate this database
};

/// One connection to a database, used by one thread. Faults are StoreFault::Kind::unavailable or conflict; their detail
/// names an operation and an error code, never a value. After a fault the transaction is good for nothing but rollback,
/// and the next begin() connects again where that is needed.
class Database {
  public:
    virtual ~Database() = default;

    virtual StoreResult<void> begin(Access access) = 0;
    virtual StoreResult<Rows> run(std::string_view statement, const Parameters& parameters) = 0;
    /// Several statements without parameters, separated by semicolons.
    virtual StoreResult<void> run_script(const std::string& statements) = 0;
    /// Durable once it succeeds. After a fault nothing was committed, or it is not known (the connection broke while
    /// the answer was under way): repeating the transaction must be harmless.
    virtual StoreResult<void> commit() = 0;
    virtual void rollback() noexcept = 0;
};

/// A transaction that is rolled back unless it was committed.
class Transaction {
  public:
    explicit Transaction(Database& database) : database_(database) {}
    ~Transaction() {
        if (open_) database_.rollback();
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    StoreResult<void> begin(Access access) {
        auto begun = database_.begin(access);
        open_ = begun.has_value();
        return begun;
    }
    StoreResult<Rows> run(std::string_view statement, const Parameters& parameters = {}) {
        return database_.run(statement, parameters);
    }
    StoreResult<void> run_script(const std::string& statements) { return database_.run_script(statements); }
    StoreResult<void> commit() {
        auto committed = database_.commit();
        open_ = !committed.has_value();
        return committed;
    }

  private:
    Database& database_;
    bool open_ = false;
};

/// Runs `body(Transaction&) -> StoreResult<Value>` and commits if it succeeds.
template <class Value, class Body>
StoreResult<Value> in_transaction(Database& database, Access access, Body body) {
    Transaction transaction(database);
    if (auto begun = transaction.begin(access); !begun) return failure(begun.error());
    StoreResult<Value> result = body(transaction);
    if (!result) return result;
    if (auto committed = transaction.commit(); !committed) return failure(committed.error());
    return result;
}

inline StoreFault unavailable(std::string detail) {
    return {StoreFault::Kind::unavailable, std::move(detail)};
}
inline StoreFault conflict(std::string detail) {
    return {StoreFault::Kind::conflict, std::move(detail)};
}
inline StoreFault not_found(std::string detail) {
    return {StoreFault::Kind::not_found, std::move(detail)};
}

}  // namespace stimchat::storage
