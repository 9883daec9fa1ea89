#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

/// A second opinion on frames, by another library and a schema written down a second time, as a table.
namespace stimchat::oracle {

struct Verdict {
    bool is_frame = false;     ///< strict JSON within the limits, and an object
    bool unsure = false;       ///< the library has limits of its own here: no opinion
    boost::json::value value;  ///< with is_frame
};
Verdict judge(std::string_view frame);

enum class Direction { command, server };

/// What the frame's canonical encoding must hold, absent if the frame is no message of that direction. Members that the
/// type does not name are gone, ids are in lower case.
std::optional<boost::json::object> expected_message(Direction direction, const boost::json::object& frame);

}  // namespace stimchat::oracle
