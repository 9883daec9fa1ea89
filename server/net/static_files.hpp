#pragma once

#include "server/net/http_message.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace stimchat::net {

inline constexpr std::size_t static_bytes_max = 32 * 1024 * 1024;  // all files together
inline constexpr std::size_t static_files_max = 2000;

/// A folder of files, read into memory at start and served from there: a request is a look-up in a map, so no path that
/// a client writes ever reaches the file system.
///
/// "/x" finds x or x.html; "/dir/" finds dir/index.html, and "/dir" redirects there. Hidden files are left out. Each
/// file has a strong ETag (BLAKE2b of its bytes) and, where that is smaller, a gzip form made once.
class StaticFiles {
  public:
    StaticFiles() = default;
    /// Throws std::runtime_error, naming the file or the bound, if the folder cannot be read or is too large.
    static StaticFiles load(const std::filesystem::path& folder);
    /// For tests and for pages made by the program. `name` as below the folder, e.g. "src/app.js".
    void add(std::string_view name, std::string bytes);

    /// Nothing if there is no such file.
    std::optional<HttpResponse> find(const HttpRequest& request) const;
    std::size_t count() const { return files_.size(); }

  private:
    struct File {
        std::string content_type;
        std::string etag;
        std::string bytes;
        std::string gzipped;       ///< empty if it would not be smaller
        std::string gzipped_etag;  ///< another representation, so another strong ETag (RFC 9110, 8.8.3.3)
    };
    static HttpResponse answer(const HttpRequest& request, const File& file);

    std::map<std::string, File, std::less<>> files_;  ///< by path, e.g. "/src/app.js"
    std::size_t bytes_total_ = 0;
};

}  // namespace stimchat::net
