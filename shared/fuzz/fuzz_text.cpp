#include "shared/core/utf8.hpp"
#include "shared/fuzz/fuzz_property.hpp"
#include "shared/protocol/codec.hpp"
#include "shared/protocol/limits.hpp"
#include "shared/validation/text.hpp"

using namespace stimchat;
using protocol::NackCode;

namespace {

/// A text that may be sent fits into a frame and comes out of it as it was.
void check_travels(std::string_view text) {
    std::string frame;
    encode(protocol::Command{{}, protocol::SendText{{}, text}}, frame);
    fuzz::require(frame.size() <= limits::frame_bytes_max, "a text that may be sent fits a frame");
    protocol::Decoder decoder;
    const auto command = decoder.decode_command(frame);
    fuzz::require(command.has_value(), "a text that may be sent is read");
    fuzz::require(std::get<protocol::SendText>(command->body).text == text, "a text arrives as it was sent");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto check = validation::check_text(text);
    const auto count = count_code_points(text);
    fuzz::require((check.fault == NackCode::invalid_utf8) == !count, "UTF-8 is judged the same everywhere");
    if (count) fuzz::require(check.code_points == *count, "code points are counted the same everywhere");
    if (!check.fault) check_travels(text);

    const auto note = validation::check_report_note(text);
    fuzz::require(note.code_points == check.code_points, "a note is counted as a text is");
    return 0;
}
