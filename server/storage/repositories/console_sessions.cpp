#include "server/storage/repositories/console_sessions.hpp"

#include "server/storage/repositories/columns.hpp"

namespace stimchat::storage::console_sessions {

StoreResult<void> insert(Transaction& transaction, const ConsoleSession& session) {
    auto ran = transaction.run(
        "INSERT INTO console_sessions (session_key, moderator_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        {columns::of(session.key), columns::of(session.moderator), columns::of(session.created_at),
         columns::of(session.expires_at)});
    if (!ran) return failure(ran.error());
    return {};
}

StoreResult<void> remove_expired(Transaction& transaction, Instant now) {
    auto ran = transaction.run("DELETE FROM console_sessions WHERE expires_at <= $1", {columns::of(now)});
    if (!ran) return failure(ran.error());
    return {};
}

StoreResult<ConsoleSession> find(Transaction& transaction, SessionKey key, Instant now) {
    auto rows = transaction.run(
        "SELECT s.moderator_id, m.name, s.created_at, s.expires_at FROM console_sessions s "
        "JOIN moderators m ON m.id = s.moderator_id WHERE s.session_key = $1 AND s.expires_at > $2",
        {columns::of(key), columns::of(now)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(not_found("no such session"));
    const Row& row = rows->front();
    return ConsoleSession{key, columns::id<ModeratorId>(row, 0), row.text(1), columns::instant(row, 2),
                          columns::instant(row, 3)};
}

StoreResult<void> remove(Transaction& transaction, SessionKey key) {
    auto ran = transaction.run("DELETE FROM console_sessions WHERE session_key = $1", {columns::of(key)});
    if (!ran) return failure(ran.error());
    return {};
}

}  // namespace stimchat::storage::console_sessions
