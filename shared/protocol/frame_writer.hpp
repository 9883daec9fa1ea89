#pragma once

#include "shared/core/ids.hpp"
#include "shared/core/time.hpp"
#include "shared/protocol/message.hpp"
#include "shared/protocol/wire_names.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace stimchat::protocol {

/// Writes one frame, member by member; the caller keeps the canonical order. The envelope's `data` opens by itself with
/// its first member and is closed by the next member of the envelope, or by finish().
class FrameWriter {
  public:
    FrameWriter(std::string& out, std::string_view type);

    void text(Field field, std::string_view value);
    void boolean(Field field, bool value);
    void integer(Field field, std::uint64_t value);
    /// Negative ones are written as 0.
    void duration(Field field, Duration value);
    void instant(Field field, Instant value);
    void alias(Field field, Alias value);
    template <class Tag>
    void id(Field field, const Id<Tag>& value) {
        plain(field, view(to_text(value)));
    }
    void position(const StreamPosition& value);
    void finish();

  private:
    void key(Field field);
    /// A value that needs no escapes.
    void plain(Field field, std::string_view value);

    std::string& out_;
    bool in_data_ = false;
};

}  // namespace stimchat::protocol
