#include "shared/fuzz/fuzz_decode.hpp"

using namespace stimchat;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view frame(reinterpret_cast<const char*>(data), size);
    const auto decode = [](protocol::Decoder& decoder, std::string_view text) {
        return decoder.decode_server_message(text);
    };
    fuzz::check_decoding(oracle::Direction::server, frame, decode);
    return 0;
}
