#include "server/storage/repositories/moderators.hpp"

#include "server/storage/repositories/columns.hpp"

namespace stimchat::storage::moderators {

StoreResult<void> insert(Transaction& transaction, const Moderator& moderator, Instant now) {
    auto rows = transaction.run(
        "INSERT INTO moderators (id, name, password_hash, created_at) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT DO NOTHING RETURNING id",
        {columns::of(moderator.id), moderator.name, moderator.password_hash, columns::of(now)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(conflict("the name is taken"));
    return {};
}

StoreResult<Moderator> find(Transaction& transaction, const std::string& name) {
    auto rows = transaction.run("SELECT id, password_hash FROM moderators WHERE name = $1", {name});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(not_found("no such moderator"));
    return Moderator{columns::id<ModeratorId>(rows->front(), 0), name, rows->front().text(1)};
}

StoreResult<std::string> name_of(Transaction& transaction, ModeratorId moderator) {
    auto rows = transaction.run("SELECT name FROM moderators WHERE id = $1", {columns::of(moderator)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(not_found("no such moderator"));
    return rows->front().text(0);
}

}  // namespace stimchat::storage::moderators
