#include "shared/protocol/frame_writer.hpp"

#include "shared/core/rfc3339.hpp"
#include "shared/protocol/json_text.hpp"

#include <algorithm>

namespace stimchat::protocol {

FrameWriter::FrameWriter(std::string& out, std::string_view type) : out_(out) {
    out_.append("{\"type\":\"").append(type).append("\"");
}

void FrameWriter::key(Field field) {
    if (field.in_data() == in_data_) {
        out_.append(",\"");
    } else {
        out_.append(in_data_ ? "},\"" : ",\"data\":{\"");
        in_data_ = !in_data_;
    }
    out_.append(field.name()).append("\":");
}

void FrameWriter::plain(Field field, std::string_view value) {
    key(field);
    out_.push_back('"');
    out_.append(value).push_back('"');
}

void FrameWriter::text(Field field, std::string_view value) {
    key(field);
    append_json_string(value, out_);
}

void FrameWriter::boolean(Field field, bool value) {
    key(field);
    out_.append(value ? "true" : "false");
}

void FrameWriter::integer(Field field, std::uint64_t value) {
    key(field);
    append_json_integer(value, out_);
}

void FrameWriter::duration(Field field, Duration value) {
    integer(field, static_cast<std::uint64_t>(std::max<std::int64_t>(value.ms, 0)));
}

void FrameWriter::instant(Field field, Instant value) {
    plain(field, view(format_rfc3339(value)));
}

void FrameWriter::alias(Field field, Alias value) {
    plain(field, view(format_alias(value)));
}

void FrameWriter::position(const StreamPosition& value) {
    integer(field::epoch, value.epoch);
    integer(field::offset, value.offset);
}

void FrameWriter::finish() {
    out_.append(in_data_ ? "}}" : "}");
}

}  // namespace stimchat::protocol
