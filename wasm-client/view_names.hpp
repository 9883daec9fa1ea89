#pragma once

#include "shared/session/client_view.hpp"

/// The names of index.d.ts.
namespace stimchat::bindings {

const char* name_of(session::Phase phase);
const char* name_of(session::Link link);
const char* name_of(session::EndReason reason);
const char* name_of(protocol::Presence presence);
const char* name_of(session::ReportState state);
const char* name_of(session::Author author);
const char* name_of(delivery::SendState state);

}  // namespace stimchat::bindings
