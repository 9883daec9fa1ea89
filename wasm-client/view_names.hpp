#pragma once

#include "shared/session/client_view.hpp"

#include <string_view>

/// The names of index.d.ts.
namespace stimchat::bindings {

std::string_view name_of(session::Phase phase);
std::string_view name_of(session::Link link);
std::string_view name_of(session::EndReason reason);
std::string_view name_of(session::ReportState state);
std::string_view name_of(session::Author author);
std::string_view name_of(delivery::SendState state);

}  // namespace stimchat::bindings
