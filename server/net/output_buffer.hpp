#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stimchat::net {

/// Bytes that wait for the socket, in order. An empty one owns no memory, so that an idle connection is small.
class OutputBuffer {
  public:
    void append(const void* bytes, std::size_t size) { bytes_.append(static_cast<const char*>(bytes), size); }

    std::string_view waiting() const { return std::string_view(bytes_).substr(sent_); }
    bool empty() const { return sent_ == bytes_.size(); }

    /// The socket took that many of waiting().
    void taken(std::size_t size) {
        sent_ += size;
        if (!empty()) return;
        std::string().swap(bytes_);
        sent_ = 0;
    }
    /// Nothing of it will be sent any more.
    void drop() { taken(waiting().size()); }

  private:
    std::string bytes_;
    std::size_t sent_ = 0;
};

}  // namespace stimchat::net
