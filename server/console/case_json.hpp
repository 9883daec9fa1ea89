#pragma once

#include "server/storage/store.hpp"

#include <string_view>

#include <boost/json/object.hpp>

namespace stimchat::console {

std::string_view name_of(storage::ReportStatus status);

/// The JSON that the console's page reads; web/api/openapi.json describes it.
boost::json::object to_json(const storage::ReportSummary& summary);
boost::json::object to_json(const storage::ReportCase& report_case);
boost::json::object to_json(const storage::BanRow& row);
boost::json::object to_json(const storage::AuditEntry& entry);

}  // namespace stimchat::console
