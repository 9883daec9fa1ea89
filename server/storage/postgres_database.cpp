#include "server/storage/postgres_database.hpp"

#include "server/storage/socket_deadline.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

#include <pqxx/pqxx>

namespace stimchat::storage {
namespace {

// Any number will do, as long as every StimChat uses the same: "stimchat" in ASCII.
constexpr const char* take_schema_lock = "SELECT pg_advisory_xact_lock(8319104456181344628)";
// The answer may come later than the statement's own limit by what the network takes.
constexpr Duration answer_patience = database_statement_timeout + seconds(2);
constexpr Duration schema_patience = minutes(10);
constexpr Duration connect_pause = milliseconds(250);

// Types of result columns (pg_type.oid); every other type is taken as text.
constexpr pqxx::oid int8_oid = 20;
constexpr pqxx::oid int2_oid = 21;
constexpr pqxx::oid int4_oid = 23;

/// Unless the operator has set them in the URL: limits for connecting and for a network that has gone silent.
std::string with_time_limits(std::string url) {
    const std::array<std::pair<std::string_view, std::string>, 6> defaults{{
        {"connect_timeout", std::to_string(database_connect_timeout.ms / 1000)},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "3"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", std::to_string(answer_patience.ms)},
        {"application_name", "stimchat"},
    }};
    for (const auto& [name, value] : defaults) {
        std::string option(name);
        option += '=';
        const auto query = url.find('?');
        if (query != std::string::npos && url.find(option, query) != std::string::npos) continue;
        url += query == std::string::npos ? '?' : '&';
        url += option;
        url += value;
    }
    return url;
}

Value field_value(const pqxx::field& field, pqxx::oid type) {
    if (field.is_null()) return std::monostate{};
    const std::string_view text(field.c_str(), field.size());
    if (type != int8_oid && type != int4_oid && type != int2_oid) return std::string(text);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

Rows rows_of(const pqxx::result& result) {
    Rows rows;
    rows.reserve(result.size());
    for (const auto& row : result) {
        std::vector<Value> values;
        values.reserve(row.size());
        for (const auto& field : row)
            values.push_back(field_value(field, result.column_type(field.num())));
        rows.emplace_back(std::move(values));
    }
    return rows;
}

/// Parameters as libpq takes them: text, or null.
class TextParameters {
  public:
    explicit TextParameters(const Parameters& parameters) {
        texts_.reserve(parameters.size());
        for (const Value& value : parameters) {
            if (const auto* number = std::get_if<std::int64_t>(&value))
                texts_.push_back(std::to_string(*number));
            else if (const auto* text = std::get_if<std::string>(&value))
                texts_.push_back(*text);
            else
                texts_.emplace_back();
            pointers_.push_back(std::holds_alternative<std::monostate>(value) ? nullptr : texts_.back().c_str());
        }
    }
    TextParameters(const TextParameters&) = delete;
    TextParameters& operator=(const TextParameters&) = delete;

    const std::vector<const char*>& pointers() const { return pointers_; }
    bool holds_nul() const {
        return std::any_of(texts_.begin(), texts_.end(),
                           [](const std::string& text) { return text.find('\0') != std::string::npos; });
    }

  private:
    std::vector<std::string> texts_;  // never grows beyond what was reserved: the pointers stay
    std::vector<const char*> pointers_;
};

StoreFault fault_of(const pqxx::sql_error& error, std::string_view operation) {
    // SQLSTATE alone: the message quotes values. Classes: PostgreSQL manual, appendix A.
    const std::string& state = error.sqlstate();
    std::string detail = "PostgreSQL " + std::string(operation) + ": SQLSTATE " + (state.empty() ? "unknown" : state);
    const bool refused = state.rfind("23", 0) == 0 || state.rfind("22", 0) == 0;  // constraint; impossible value
    return refused ? conflict(std::move(detail)) : unavailable(std::move(detail));
}

/// libpq's own words on a failed connection, on one line. Those on an address that it cannot read would quote the
/// password.
std::string words_on(const std::exception& error) {
    std::string message = error.what();
    const bool about_the_server =
        message.rfind("connection to server", 0) == 0 || message.rfind("could not translate host name", 0) == 0;
    if (!about_the_server) return "the address cannot be read";
    std::replace(message.begin(), message.end(), '\n', ' ');
    std::replace(message.begin(), message.end(), '\t', ' ');
    while (!message.empty() && message.back() == ' ')
        message.pop_back();
    return message;
}

}  // namespace

struct PostgresDatabase::Link {
    explicit Link(const std::string& url) : connection(url), quiet(connection), deadline(connection.sock()) {
        // A new connection must get its settings and its deadline, so libpqxx shall not make one by itself. Version 6
        // deprecates the switch because version 7 reconnects no more.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
        connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
    }
    ~Link() {
        end_transaction();
    }

    void end_transaction() {
        if (!transaction) return;
        deadline.arm(answer_patience);
        transaction.reset();  // sends ROLLBACK unless it was committed
        deadline.disarm();
    }

    pqxx::connection connection;
    pqxx::quiet_errorhandler quiet;  // by default libpqxx prints the server's words, which quote values
    SocketDeadline deadline;
    std::unique_ptr<pqxx::work> transaction;
    bool broken = false;
};

PostgresDatabase::PostgresDatabase(std::string url) : url_(with_time_limits(std::move(url))) {}
PostgresDatabase::~PostgresDatabase() = default;

Result<std::unique_ptr<Database>, std::string> PostgresDatabase::open(const std::string& url) {
    std::unique_ptr<PostgresDatabase> database(new PostgresDatabase(url));
    try {
        database->connect();
        pqxx::nontransaction session(database->link_->connection);
        const auto encoding = session.exec1("SHOW server_encoding")[0].as<std::string>();
        if (encoding != "UTF8")
            return failure("the PostgreSQL database has the encoding " + encoding +
                           ". Create one with UTF-8: createdb --encoding=UTF8 --template=template0 NAME");
    } catch (const std::exception& error) {
        return failure("cannot connect to PostgreSQL: " + words_on(error) +
                       ". Check host, port, user, password and database name in the address "
                       "(postgresql://USER:PASSWORD@HOST:PORT/NAME), and that the server runs.");
    }
    return database;
}

void PostgresDatabase::connect() {
    link_.reset();
    auto link = std::make_unique<Link>(url_);
    link->deadline.arm(answer_patience);
    pqxx::nontransaction session(link->connection);
    session.exec("SET statement_timeout = " + std::to_string(database_statement_timeout.ms));
    session.exec("SET idle_in_transaction_session_timeout = 60000");
    session.exec("SET client_encoding = 'UTF8'");
    // An answered report is a stored one, whatever the operator's default is.
    if (session.exec1("SHOW synchronous_commit")[0].as<std::string>() == "off")
        session.exec("SET synchronous_commit = on");
    link->deadline.disarm();
    link_ = std::move(link);
}

StoreResult<void> PostgresDatabase::ensure_link() {
    if (link_ && !link_->broken) return {};
    // While the server cannot be reached an attempt may take seconds: what waits in the queue is refused at once.
    const auto now = std::chrono::steady_clock::now();
    if (now < refuse_until_) return failure(unavailable("PostgreSQL connect: failed a moment ago"));
    try {
        connect();
        return {};
    } catch (const std::exception&) {
        refuse_until_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(connect_pause.ms);
        return failure(unavailable("PostgreSQL connect: failed"));
    }
}

/// Runs `call` against the clock, and makes values of exceptions. After a fault that is not about the data, the
/// connection is given up.
template <class Value, class Call>
StoreResult<Value> PostgresDatabase::guarded(std::string_view operation, Duration patience, Call call) {
    struct Disarm {
        SocketDeadline& deadline;
        ~Disarm() { deadline.disarm(); }
    };
    link_->deadline.arm(patience);
    const Disarm disarm{link_->deadline};
    try {
        return call();
    } catch (const pqxx::sql_error& error) {
        auto fault = fault_of(error, operation);
        link_->broken = fault.kind == StoreFault::Kind::unavailable;
        return failure(std::move(fault));
    } catch (const std::exception&) {
        link_->broken = true;
        return failure(unavailable("PostgreSQL " + std::string(operation) + ": the connection is lost"));
    }
}

StoreResult<void> PostgresDatabase::begin(Access access) {
    const bool was_idle = link_ && !link_->broken;
    if (auto linked = ensure_link(); !linked) return linked;
    auto begun = begin_on_link(access);
    // The server may have been restarted since the last call; that alone is no reason to refuse this one.
    if (begun || !was_idle || !link_->broken || access == Access::schema) return begun;
    if (auto linked = ensure_link(); !linked) return linked;
    return begin_on_link(access);
}

StoreResult<void> PostgresDatabase::begin_on_link(Access access) {
    const bool schema = access == Access::schema;
    return guarded<void>("begin", schema ? schema_patience : answer_patience, [&]() -> StoreResult<void> {
        link_->transaction = std::make_unique<pqxx::work>(link_->connection);
        if (!schema) return {};
        auto& transaction = *link_->transaction;
        transaction.exec("SET LOCAL statement_timeout = " + std::to_string(database_schema_lock_timeout.ms));
        transaction.exec(take_schema_lock);
        transaction.exec("SET LOCAL statement_timeout = " + std::to_string(schema_patience.ms));
        return {};
    });
}

StoreResult<Rows> PostgresDatabase::run(std::string_view statement, const Parameters& parameters) {
    const TextParameters texts(parameters);
    if (texts.holds_nul()) return failure(conflict("a text holds a NUL character"));
    return guarded<Rows>("run", answer_patience, [&]() -> StoreResult<Rows> {
        return rows_of(link_->transaction->exec_params(std::string(statement),
                                                       pqxx::prepare::make_dynamic_params(texts.pointers())));
    });
}

StoreResult<void> PostgresDatabase::run_script(const std::string& statements) {
    return guarded<void>("run a script", schema_patience, [&]() -> StoreResult<void> {
        link_->transaction->exec(statements);
        return {};
    });
}

StoreResult<void> PostgresDatabase::commit() {
    auto committed = guarded<void>("commit", answer_patience, [&]() -> StoreResult<void> {
        link_->transaction->commit();
        return {};
    });
    if (committed) link_->transaction.reset();
    return committed;
}

void PostgresDatabase::rollback() noexcept {
    if (link_) link_->end_transaction();
}

}  // namespace stimchat::storage
