#include "shared/fuzz/fuzz_decode.hpp"
#include "shared/validation/command.hpp"

using namespace stimchat;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view frame(reinterpret_cast<const char*>(data), size);
    const auto decode = [](protocol::Decoder& decoder, std::string_view text) { return decoder.decode_command(text); };
    fuzz::check_decoding(oracle::Direction::command, frame, decode);

    protocol::Decoder decoder;
    const auto command = decoder.decode_command(frame);
    if (!command) return 0;
    const auto fault = validation::validate(*command);
    fuzz::require(!fault || !fault->field.empty(), "a fault of validation names its field");
    return 0;
}
