#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::test {

/// How long a test waits for what has to come. Generous: nothing is timed, a test that waits so long has failed.
inline constexpr std::chrono::seconds patience{20};

/// A TCP connection to this machine, byte by byte, as a client that need not keep to any protocol.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(RawClient&& other) noexcept;
    RawClient& operator=(RawClient&&) = delete;

    /// False if the connection was closed meanwhile.
    bool send(std::string_view bytes);
    /// Everything up to and including `end`; what was read until the connection ended, if it never came.
    std::string read_until(std::string_view end);
    std::string read_bytes(std::size_t count);
    /// Takes at most that many bytes from the kernel, and forgets them.
    void read_some(std::size_t count);
    std::string read_to_end();
    /// Whether the server closes the connection, within the test's patience.
    bool sees_end();
    /// Closes with a reset, as a crashed client does.
    void reset();
    /// So that little fits on the way to a client that does not read.
    void shrink_receive_buffer();

  private:
    bool fill();

    int descriptor_;
    std::string received_;
};

struct Reply {
    int status = 0;
    std::string head;  ///< status line and headers
    std::string body;

    /// The value of a header, empty if it is not there.
    std::string header(std::string_view name) const;
};

/// Sends `request` and reads one answer; nothing if the connection ended without one.
std::optional<Reply> ask(RawClient& client, std::string_view request, bool is_head = false);
/// The same on a connection of its own.
std::optional<Reply> ask(std::uint16_t port, std::string_view request, bool is_head = false);
/// "GET path HTTP/1.1" with Host and the further header lines, each ending in "\r\n".
std::string get(std::string_view path, std::string_view headers = {});
std::string post(std::string_view path, std::string_view body, std::string_view headers = {});

}  // namespace stimchat::test
