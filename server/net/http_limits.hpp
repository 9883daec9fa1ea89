#pragma once

#include <chrono>
#include <cstddef>

/// What one HTTP request may cost. Whatever is a little over is answered with a problem document; whatever is far over
/// (the *_cut constants, given to RESTinio) is cut off without an answer.
namespace stimchat::net {

inline constexpr std::size_t http_target_bytes_max = 2048;       // else 414
inline constexpr std::size_t http_header_count_max = 64;         // else 431
inline constexpr std::size_t http_header_bytes_max = 16 * 1024;  // all names and values; else 431
inline constexpr std::size_t http_body_bytes_max = 32 * 1024;    // else 413

inline constexpr std::size_t http_target_bytes_cut = 4 * http_target_bytes_max;
inline constexpr std::size_t http_header_count_cut = 4 * http_header_count_max;
inline constexpr std::size_t http_header_name_bytes_cut = 256;
inline constexpr std::size_t http_header_value_bytes_cut = 2 * http_header_bytes_max;
inline constexpr std::size_t http_body_bytes_cut = 8 * http_body_bytes_max;

/// Beside the WebSockets, which have their own bound.
inline constexpr std::size_t http_connections_max = 1024;
inline constexpr std::size_t http_read_buffer_bytes = 4096;

/// For a whole request to arrive, and for the next one on a connection kept open.
inline constexpr std::chrono::milliseconds http_read_timeout = std::chrono::seconds(10);
inline constexpr std::chrono::milliseconds http_handle_timeout = std::chrono::seconds(15);
/// For a whole answer to be taken; 100 KB in half a minute is a very slow phone.
inline constexpr std::chrono::milliseconds http_write_timeout = std::chrono::seconds(30);

}  // namespace stimchat::net
