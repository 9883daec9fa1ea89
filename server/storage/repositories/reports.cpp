#include "server/storage/repositories/reports.hpp"

#include "server/storage/repositories/columns.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace stimchat::storage::reports {
namespace {

constexpr std::array<std::string_view, 3> status_names{"open", "dismissed", "banned"};

std::string status_name(ReportStatus status) {
    return std::string(status_names.at(static_cast<std::size_t>(status)));
}

ReportStatus parse_status(const std::string& name) {
    const auto found = std::find(status_names.begin(), status_names.end(), name);
    if (found == status_names.end()) throw std::runtime_error("the database holds a report status that is none");
    return static_cast<ReportStatus>(found - status_names.begin());
}

engine::ReportReason parse_reason(const std::string& name) {
    auto reason = session::parse_report_reason(name);
    if (!reason) throw std::runtime_error("the database holds a report reason that is none");
    return *reason;
}

std::int64_t urgency_of(engine::ReportReason reason) {
    return reason == engine::ReportReason::child_safety ? 0 : 1;
}

// A round trip for each line would make a long transcript slow on a distant database; many lines in one statement are
// bounded by the engines' limits on parameters.
constexpr std::size_t lines_per_statement = 50;
constexpr std::size_t parameters_per_line = 6;

std::string insert_lines_statement(std::size_t lines) {
    std::string sql =
        "INSERT INTO report_evidence (report_id, line, stream_offset, sender_alias, sent_at, content) VALUES ";
    std::size_t parameter = 1;
    for (std::size_t line = 0; line < lines; ++line) {
        sql += line == 0 ? "(" : ", (";
        for (std::size_t n = 0; n < parameters_per_line; ++n)
            sql += (n == 0 ? "$" : ", $") + std::to_string(parameter++);
        sql += ")";
    }
    return sql;
}

StoreResult<void> insert_evidence(Transaction& transaction, ReportId report,
                                  std::span<const engine::EvidenceLine> evidence) {
    for (std::size_t begin = 0; begin < evidence.size(); begin += lines_per_statement) {
        const auto lines = evidence.subspan(begin, std::min(lines_per_statement, evidence.size() - begin));
        Parameters parameters;
        for (std::size_t n = 0; n < lines.size(); ++n) {
            const engine::EvidenceLine& line = lines[n];
            parameters.insert(parameters.end(), {columns::of(report), static_cast<std::int64_t>(begin + n + 1),
                                                 static_cast<std::int64_t>(line.offset), columns::of(line.sender),
                                                 columns::of(line.at), line.text});
        }
        if (auto ran = transaction.run(insert_lines_statement(lines.size()), parameters); !ran)
            return failure(ran.error());
    }
    return {};
}

StoreResult<ReportId> find_first(Transaction& transaction, const engine::Report& report) {
    auto rows = transaction.run("SELECT id FROM reports WHERE conversation_id = $1 AND reporter_key = $2",
                                {columns::of(report.conversation), columns::of(report.reporter)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(conflict("a report with this id is stored already"));
    return columns::id<ReportId>(rows->front(), 0);
}

StoreResult<std::vector<engine::EvidenceLine>> read_evidence(Transaction& transaction, ReportId report) {
    auto rows = transaction.run(
        "SELECT stream_offset, sender_alias, sent_at, content FROM report_evidence WHERE report_id = $1 ORDER BY line",
        {columns::of(report)});
    if (!rows) return failure(rows.error());
    std::vector<engine::EvidenceLine> evidence;
    evidence.reserve(rows->size());
    for (const Row& row : *rows)
        evidence.push_back({static_cast<std::uint64_t>(row.integer(0)), columns::alias(row, 1),
                            columns::instant(row, 2), row.text(3)});
    return evidence;
}

}  // namespace

StoreResult<Inserted> insert(Transaction& transaction, const engine::Report& report) {
    auto rows = transaction.run(
        "INSERT INTO reports (id, conversation_id, reporter_key, reported_key, reporter_alias, reported_alias, reason, "
        "urgency, note, chat_started_at, reported_at, evidence_truncated, evidence_lines, status) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open') "
        "ON CONFLICT DO NOTHING RETURNING id",
        {columns::of(report.id), columns::of(report.conversation), columns::of(report.reporter),
         columns::of(report.reported), columns::of(report.reporter_alias), columns::of(report.reported_alias),
         std::string(session::name_of(report.reason)), urgency_of(report.reason), report.note,
         columns::of(report.chat_started_at), columns::of(report.reported_at), columns::of(report.evidence_truncated),
         static_cast<std::int64_t>(report.evidence.size())});
    if (!rows) return failure(rows.error());
    if (rows->empty()) {
        auto first = find_first(transaction, report);
        if (!first) return failure(first.error());
        return Inserted{*first, false};
    }
    if (auto inserted = insert_evidence(transaction, report.id, report.evidence); !inserted)
        return failure(inserted.error());
    return Inserted{report.id, true};
}

StoreResult<std::vector<ReportSummary>> list_open(Transaction& transaction, std::uint32_t limit) {
    auto rows = transaction.run(
        "SELECT r.id, r.reason, r.reported_at, r.evidence_lines, "
        "(SELECT COUNT(*) FROM reports o WHERE o.reported_key = r.reported_key AND o.id <> r.id) "
        "FROM reports r WHERE r.status = 'open' ORDER BY r.urgency, r.reported_at, r.id LIMIT $1",
        {std::int64_t{limit}});
    if (!rows) return failure(rows.error());
    std::vector<ReportSummary> summaries;
    summaries.reserve(rows->size());
    for (const Row& row : *rows)
        summaries.push_back({columns::id<ReportId>(row, 0), parse_reason(row.text(1)), ReportStatus::open,
                             columns::instant(row, 2), columns::count(row, 3), columns::count(row, 4)});
    return summaries;
}

StoreResult<ReportCase> read_case(Transaction& transaction, ReportId report) {
    auto rows = transaction.run(
        "SELECT r.conversation_id, r.reporter_key, r.reported_key, r.reporter_alias, r.reported_alias, r.reason, "
        "r.note, r.chat_started_at, r.reported_at, r.evidence_truncated, r.status, COALESCE(m.name, ''), r.decided_at, "
        "(SELECT COUNT(*) FROM reports o WHERE o.reported_key = r.reported_key AND o.id <> r.id) "
        "FROM reports r LEFT JOIN moderators m ON m.id = r.decided_by WHERE r.id = $1",
        {columns::of(report)});
    if (!rows) return failure(rows.error());
    if (rows->empty()) return failure(not_found("no such report"));
    auto evidence = read_evidence(transaction, report);
    if (!evidence) return failure(evidence.error());

    const Row& row = rows->front();
    ReportCase found;
    found.report.id = report;
    found.report.conversation = columns::id<ConversationId>(row, 0);
    found.report.reporter = columns::id<ParticipantKey>(row, 1);
    found.report.reported = columns::id<ParticipantKey>(row, 2);
    found.report.reporter_alias = columns::alias(row, 3);
    found.report.reported_alias = columns::alias(row, 4);
    found.report.reason = parse_reason(row.text(5));
    found.report.note = row.text(6);
    found.report.chat_started_at = columns::instant(row, 7);
    found.report.reported_at = columns::instant(row, 8);
    found.report.evidence_truncated = row.integer(9) != 0;
    found.report.evidence = std::move(*evidence);
    found.status = parse_status(row.text(10));
    found.decided_by = row.text(11);
    found.decided_at = columns::instant_or_null(row, 12);
    found.other_reports = columns::count(row, 13);
    return found;
}

StoreResult<ParticipantKey> decide(Transaction& transaction, const Verdict& verdict) {
    auto rows = transaction.run(
        "UPDATE reports SET status = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND status = 'open' "
        "RETURNING reported_key",
        {columns::of(verdict.report), status_name(verdict.status), columns::of(verdict.by), columns::of(verdict.at)});
    if (!rows) return failure(rows.error());
    if (!rows->empty()) return columns::id<ParticipantKey>(rows->front(), 0);

    auto known = transaction.run("SELECT 1 FROM reports WHERE id = $1", {columns::of(verdict.report)});
    if (!known) return failure(known.error());
    if (known->empty()) return failure(not_found("no such report"));
    return failure(conflict("the report is decided already"));
}

}  // namespace stimchat::storage::reports
