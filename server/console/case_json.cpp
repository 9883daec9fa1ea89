#include "server/console/case_json.hpp"

#include "server/api/json_answer.hpp"

#include <string>

#include <boost/json/array.hpp>

namespace stimchat::console {
namespace {

namespace json = boost::json;
using api::id_text;
using api::time_or_null;
using api::time_text;

std::string alias_text(Alias alias) {
    const AliasText text = format_alias(alias);
    return std::string(view(text));
}

json::object to_json(const engine::EvidenceLine& line, Alias reporter) {
    return {{"offset", line.offset},
            {"from", line.sender == reporter ? "reporter" : "reported"},
            {"alias", alias_text(line.sender)},
            {"at", time_text(line.at)},
            {"text", line.text}};
}

json::value id_or_null(const std::optional<ReportId>& id) {
    return id ? json::value(id_text(*id)) : json::value(nullptr);
}

}  // namespace

std::string_view name_of(storage::ReportStatus status) {
    switch (status) {
        case storage::ReportStatus::open:
            return "open";
        case storage::ReportStatus::dismissed:
            return "dismissed";
        case storage::ReportStatus::banned:
            return "banned";
    }
    return "";
}

json::object to_json(const storage::ReportSummary& summary) {
    return {{"report_id", id_text(summary.id)},
            {"reason", std::string(session::name_of(summary.reason))},
            {"status", std::string(name_of(summary.status))},
            {"reported_at", time_text(summary.reported_at)},
            {"messages", summary.evidence_lines},
            {"other_reports", summary.other_reports}};
}

json::object to_json(const storage::ReportCase& report_case) {
    const engine::Report& report = report_case.report;
    json::array transcript;
    for (const engine::EvidenceLine& line : report.evidence)
        transcript.push_back(to_json(line, report.reporter_alias));
    return {{"report_id", id_text(report.id)},
            {"conversation_id", id_text(report.conversation)},
            {"reason", std::string(session::name_of(report.reason))},
            {"note", report.note},
            {"status", std::string(name_of(report_case.status))},
            {"reported_at", time_text(report.reported_at)},
            {"chat_started_at", time_text(report.chat_started_at)},
            {"reporter_alias", alias_text(report.reporter_alias)},
            {"reported_alias", alias_text(report.reported_alias)},
            {"other_reports", report_case.other_reports},
            {"transcript_truncated", report.evidence_truncated},
            {"transcript", std::move(transcript)},
            {"decided_by", report_case.decided_by.empty() ? json::value(nullptr) : json::value(report_case.decided_by)},
            {"decided_at", time_or_null(report_case.decided_at)}};
}

json::object to_json(const storage::BanRow& row) {
    return {{"ban_id", id_text(row.ban.id)},      {"participant_key", id_text(row.ban.participant)},
            {"reason", row.ban.reason},           {"imposed_at", time_text(row.ban.imposed_at)},
            {"imposed_by", row.imposed_by},       {"until", time_or_null(row.ban.until)},
            {"report_id", id_or_null(row.report)}};
}

json::object to_json(const storage::AuditEntry& entry) {
    return {{"at", time_text(entry.at)},
            {"actor", entry.actor},
            {"action", entry.action},
            {"subject", entry.subject},
            {"detail", entry.detail}};
}

}  // namespace stimchat::console
