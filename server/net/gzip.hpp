#pragma once

#include <string>
#include <string_view>

namespace stimchat::net {

/// One gzip member (RFC 1952) at zlib's level 9. Throws std::runtime_error if memory runs out.
std::string gzip(std::string_view bytes);

/// Whether an Accept-Encoding header takes gzip (RFC 9110, 12.5.3): named, or by "*", with a weight above zero.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace stimchat::net
