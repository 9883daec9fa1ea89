#pragma once

#include "server/storage/database.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace stimchat::storage {

/// SQLite in one file, in WAL mode with synchronous=FULL: what was committed survives a power failure.
class SqliteDatabase final : public Database {
  public:
    /// Creates the file, readable by its owner alone, unless it is there. Fails with a sentence that says what to do.
    static Result<std::unique_ptr<Database>, std::string> open(const std::string& path);
    ~SqliteDatabase() override;

    StoreResult<void> begin(Access access) override;
    StoreResult<Rows> run(std::string_view statement, const Parameters& parameters) override;
    StoreResult<void> run_script(const std::string& statements) override;
    StoreResult<void> commit() override;
    void rollback() noexcept override;

  private:
    struct CloseConnection {
        void operator()(sqlite3* connection) const noexcept;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    struct Prepared {
        std::string sql;
        std::unique_ptr<sqlite3_stmt, Finalize> handle;
    };

    explicit SqliteDatabase(std::string path) : path_(std::move(path)) {}
    StoreResult<void> connect();
    StoreResult<void> execute(const char* sql);
    StoreResult<sqlite3_stmt*> prepare(std::string_view sql);
    StoreResult<void> make_wal_sound();
    StoreResult<void> take_write_lock(Duration patience);
    bool file_was_replaced() const;
    StoreFault fault(int code, std::string_view operation);

    std::string path_;
    std::unique_ptr<sqlite3, CloseConnection> connection_;
    std::list<Prepared> prepared_;  // the most recently used first
    bool reconnect_ = false;        // after an I/O error the handle is not trusted any more
    enum class Wal : std::uint8_t {
        inherited,  // from an earlier process, which may have crashed
        doubtful,   // a write or sync has failed
        sound,
    } wal_ = Wal::inherited;
    std::chrono::steady_clock::time_point impatient_until_{};
};

}  // namespace stimchat::storage
