#pragma once

#include "server/storage/database.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace stimchat::storage {

/// PostgreSQL through libpqxx. A lost connection is opened again by the next begin(). Connecting, every statement and
/// the answer to it are bounded in time, also where the server is frozen or the network gone.
class PostgresDatabase final : public Database {
  public:
    /// `url`: "postgresql://..." as libpq reads it. Fails with a sentence that says what to do and holds no password.
    static Result<std::unique_ptr<Database>, std::string> open(const std::string& url);
    ~PostgresDatabase() override;

    StoreResult<void> begin(Access access) override;
    StoreResult<Rows> run(std::string_view statement, const Parameters& parameters) override;
    StoreResult<void> run_script(const std::string& statements) override;
    StoreResult<void> commit() override;
    void rollback() noexcept override;

  private:
    struct Link;  // keeps libpqxx, a heavy header, in one translation unit

    explicit PostgresDatabase(std::string url);
    template <class Value, class Call>
    StoreResult<Value> guarded(std::string_view operation, Duration patience, Call call);
    void connect();
    StoreResult<void> ensure_link();
    StoreResult<void> begin_on_link(Access access);

    std::string url_;
    std::chrono::steady_clock::time_point refuse_until_;
    std::unique_ptr<Link> link_;
};

}  // namespace stimchat::storage
