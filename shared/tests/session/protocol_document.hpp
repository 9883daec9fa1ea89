#pragma once

#include <string>
#include <string_view>
#include <vector>

/// shared/PROTOCOL.md, whose tables and diagrams are the code's.
///
/// What stands between <!-- NAME --> and <!-- end --> is generated. If it is not what the code says, the test shows
/// what it should be; with STIMCHAT_UPDATE_DOCUMENT=1 in the environment it writes that into the file instead:
///
///     STIMCHAT_UPDATE_DOCUMENT=1 build/debug/shared/session_tests -tc="PROTOCOL.md*"
namespace stimchat::document {

const std::string& text();
bool says(const std::string& words);
/// The content of each fenced block with that info string.
std::vector<std::string> blocks(const std::string& info);
/// That the generated part of that name is as it should be.
void check_part(const std::string& name, const std::string& expected);

std::string code(std::string_view words);
std::string yes_or_no(bool yes);

}  // namespace stimchat::document
