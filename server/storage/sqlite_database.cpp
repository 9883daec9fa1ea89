#include "server/storage/sqlite_database.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace stimchat::storage {
namespace {

constexpr std::size_t prepared_statements_max = 64;
constexpr std::chrono::milliseconds busy_pause{500};

// Connection settings. Full sync, since a report that was answered must survive a power failure.
constexpr const char* settings =
    "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;";

/// Resets a statement when its use is over, also on an early return, so that it holds no lock.
class StatementUse {
  public:
    explicit StatementUse(sqlite3_stmt* statement) : statement_(statement) {}
    ~StatementUse() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

  private:
    sqlite3_stmt* statement_;
};

int bind(sqlite3_stmt* statement, int index, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *number);
    if (const auto* text = std::get_if<std::string>(&value))
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_null(statement, index);
}

int bind_all(sqlite3_stmt* statement, const Parameters& parameters) {
    for (std::size_t n = 0; n < parameters.size(); ++n) {
        // By name: SQLite numbers `$2` by where it first appears, PostgreSQL by its digits.
        const int index = sqlite3_bind_parameter_index(statement, ("$" + std::to_string(n + 1)).c_str());
        if (index == 0) return SQLITE_RANGE;
        if (const int code = bind(statement, index, parameters[n]); code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

Value column_value(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL:
            return std::monostate{};
        case SQLITE_INTEGER:
            return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
        default:
            break;
    }
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    return std::string(bytes != nullptr ? bytes : "", bytes != nullptr ? size : 0);
}

Row current_row(sqlite3_stmt* statement) {
    std::vector<Value> values;
    const int columns = sqlite3_column_count(statement);
    values.reserve(static_cast<std::size_t>(columns));
    for (int column = 0; column < columns; ++column)
        values.push_back(column_value(statement, column));
    return Row(std::move(values));
}

bool holds_nul(const Parameters& parameters) {
    return std::any_of(parameters.begin(), parameters.end(), [](const Value& value) {
        const auto* text = std::get_if<std::string>(&value);
        return text != nullptr && text->find('\0') != std::string::npos;
    });
}

/// SQLite itself would make the file readable for everybody; it holds evidence.
std::optional<std::string> create_private_file(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0)
        return "cannot open the database file " + path + ": " + std::strerror(errno) +
               ". Choose a file in an existing folder that this user may write to (--database sqlite:PATH).";
    ::close(file);
    return std::nullopt;
}

}  // namespace

void SqliteDatabase::CloseConnection::operator()(sqlite3* connection) const noexcept {
    sqlite3_close_v2(connection);
}

void SqliteDatabase::Finalize::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Result<std::unique_ptr<Database>, std::string> SqliteDatabase::open(const std::string& path) {
    if (path.empty() || path == ":memory:")
        return failure(std::string("sqlite: needs the path of a file, for example sqlite:data/stimchat.sqlite"));
    if (auto fault = create_private_file(path)) return failure(*fault);
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(path));
    if (auto connected = database->connect(); !connected)
        return failure("cannot use the database file " + path + ": " + connected.error().detail +
                       ". Is it a StimChat database, on a local disk with free space, that no other program holds?");
    return database;
}

SqliteDatabase::~SqliteDatabase() = default;

StoreResult<void> SqliteDatabase::connect() {
    prepared_.clear();
    connection_.reset();
    sqlite3* opened = nullptr;
    // No SQLITE_OPEN_CREATE: should the file vanish while the server runs, an empty one must not take its place.
    const int code = sqlite3_open_v2(path_.c_str(), &opened,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    connection_.reset(opened);
    reconnect_ = true;  // until everything below has worked
    if (code != SQLITE_OK) return failure(fault(code, "open"));
    sqlite3_busy_timeout(connection_.get(), static_cast<int>(database_busy_timeout.ms));

    if (auto set = execute(settings); !set) return set;
    if (auto mode = run("PRAGMA journal_mode = WAL", {}); !mode)
        return failure(mode.error());
    else if (mode->size() != 1 || mode->front().text(0) != "wal")
        return failure(unavailable("SQLite journal_mode=WAL is not possible here"));
    reconnect_ = false;
    return {};
}

StoreResult<void> SqliteDatabase::begin(Access access) {
    if (reconnect_ || !connection_ || file_was_replaced())
        if (auto connected = connect(); !connected) return connected;
    if (access == Access::read) return execute("BEGIN");
    if (auto sound = make_wal_sound(); !sound) return sound;
    return take_write_lock(access == Access::schema ? database_schema_lock_timeout : database_busy_timeout);
}

/// After a failed sync Linux takes the pages for written, and the next sync succeeds without them. The frames of a
/// commit that was refused for it may still be read, and a process that opens the database then finds them committed: a
/// resend of the report would be answered as stored already, and nothing of it would be on the disk. So before anything
/// is written again, all there is goes from the WAL into the database file, which is synced, and the WAL begins anew.
/// (PostgreSQL ends itself after a failed sync, for the same reason.)
StoreResult<void> SqliteDatabase::make_wal_sound() {
    if (wal_ == Wal::sound) return {};
    auto moved = run("PRAGMA wal_checkpoint(TRUNCATE)", {});
    if (!moved) return failure(moved.error());
    const bool is_busy = moved->front().integer(0) != 0;
    // While another program has it open, an inherited WAL is that one's to look after.
    if (is_busy && wal_ == Wal::doubtful)
        return failure(unavailable("SQLite checkpoint: another program holds a lock"));
    wal_ = Wal::sound;
    return {};
}

StoreResult<void> SqliteDatabase::take_write_lock(Duration patience) {
    // Where one has just waited in vain, those behind it in the queue need not each do so again.
    const auto now = std::chrono::steady_clock::now();
    sqlite3_busy_timeout(connection_.get(), now < impatient_until_ ? 0 : static_cast<int>(patience.ms));
    // Now: a later upgrade of a read transaction could fail at once, whatever the timeout.
    auto begun = execute("BEGIN IMMEDIATE");
    sqlite3_busy_timeout(connection_.get(), static_cast<int>(database_busy_timeout.ms));
    if (!begun) impatient_until_ = std::chrono::steady_clock::now() + busy_pause;
    return begun;
}

StoreResult<Rows> SqliteDatabase::run(std::string_view sql, const Parameters& parameters) {
    if (holds_nul(parameters)) return failure(conflict("a text holds a NUL character"));
    auto statement = prepare(sql);
    if (!statement) return failure(statement.error());
    const StatementUse use(*statement);
    if (const int code = bind_all(*statement, parameters); code != SQLITE_OK) return failure(fault(code, "bind"));
    Rows rows;
    int code = 0;
    while ((code = sqlite3_step(*statement)) == SQLITE_ROW)
        rows.push_back(current_row(*statement));
    if (code != SQLITE_DONE) return failure(fault(code, "run"));
    return rows;
}

StoreResult<void> SqliteDatabase::run_script(const std::string& statements) {
    return execute(statements.c_str());
}

StoreResult<void> SqliteDatabase::commit() {
    return execute("COMMIT");
}

void SqliteDatabase::rollback() noexcept {
    // Some faults, a full disk for one, have rolled back already.
    if (connection_ && sqlite3_get_autocommit(connection_.get()) == 0)
        sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

StoreResult<void> SqliteDatabase::execute(const char* sql) {
    const int code = sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(fault(code, "execute"));
    return {};
}

StoreResult<sqlite3_stmt*> SqliteDatabase::prepare(std::string_view sql) {
    const auto known =
        std::find_if(prepared_.begin(), prepared_.end(), [&](const Prepared& prepared) { return prepared.sql == sql; });
    if (known != prepared_.end()) {
        prepared_.splice(prepared_.begin(), prepared_, known);
        return known->handle.get();
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return failure(fault(code, "prepare"));
    if (prepared_.size() == prepared_statements_max) prepared_.pop_back();
    prepared_.push_front({std::string(sql), std::unique_ptr<sqlite3_stmt, Finalize>(statement)});
    return statement;
}

/// A file that was deleted or swapped below us would take commits that nobody ever finds again.
bool SqliteDatabase::file_was_replaced() const {
    int moved = 0;
    return sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

StoreFault SqliteDatabase::fault(int code, std::string_view operation) {
    // The code alone: SQLite's message can quote values.
    std::string detail =
        "SQLite " + std::string(operation) + ": " + sqlite3_errstr(code) + " (" + std::to_string(code) + ")";
    const int primary = code & 0xFF;
    if (primary == SQLITE_CONSTRAINT) return conflict(std::move(detail));
    // BUSY and LOCKED pass by themselves; after anything else a fresh handle is the safer start.
    if (primary != SQLITE_BUSY && primary != SQLITE_LOCKED) {
        reconnect_ = true;
        wal_ = Wal::doubtful;
    }
    return unavailable(std::move(detail));
}

}  // namespace stimchat::storage
