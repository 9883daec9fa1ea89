#include "server/net/static_files.hpp"

#include "server/net/gzip.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <sodium.h>

namespace stimchat::net {
namespace {

namespace fs = std::filesystem;

struct ContentType {
    std::string_view extension;
    std::string_view name;
    bool compressible;
};
constexpr std::array<ContentType, 16> content_types{{
    {".html", "text/html; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".map", "application/json", true},
    {".ts", "text/plain; charset=utf-8", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".md", "text/plain; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".wasm", "application/wasm", true},
    {".ico", "image/x-icon", false},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
}};
constexpr ContentType unknown_content{"", "application/octet-stream", false};

const ContentType& content_type_of(std::string_view name) {
    for (const ContentType& type : content_types) {
        if (name.ends_with(type.extension)) return type;
    }
    return unknown_content;
}

/// 128 bits are enough to tell versions of a file apart.
std::string etag_of(std::string_view bytes, std::string_view suffix) {
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    std::array<char, 2 * hash.size() + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return '"' + std::string(text.data()) + std::string(suffix) + '"';
}

std::string_view header(const HttpRequest& request, std::string_view name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

/// RFC 9110, 13.1.2: a list, or "*"; compared weakly.
bool is_known_to_client(std::string_view if_none_match, std::string_view etag) {
    return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

bool is_hidden(const fs::path& relative) {
    for (const fs::path& part : relative) {
        if (part.native().starts_with('.')) return true;
    }
    return false;
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) throw std::runtime_error("cannot read " + path.string());
    return bytes;
}

HttpResponse redirect(std::string location) {
    return {
        .status = 308, .content_type = "text/plain; charset=utf-8", .body = {}, .headers = {{"Location", location}}};
}

}  // namespace

StaticFiles StaticFiles::load(const fs::path& folder) {
    if (!fs::is_directory(folder)) throw std::runtime_error("the web folder " + folder.string() + " does not exist");
    StaticFiles files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const fs::path relative = entry.path().lexically_relative(folder);
        if (!entry.is_regular_file() || is_hidden(relative)) continue;
        if (files.count() == static_files_max) {
            throw std::runtime_error("more than " + std::to_string(static_files_max) + " files in " + folder.string());
        }
        if (files.bytes_total_ + entry.file_size() > static_bytes_max) {
            throw std::runtime_error("more than " + std::to_string(static_bytes_max) + " bytes in " + folder.string());
        }
        files.add(relative.generic_string(), read_file(entry.path()));
    }
    return files;
}

void StaticFiles::add(std::string_view name, std::string bytes) {
    const ContentType& type = content_type_of(name);
    File file{.content_type = std::string(type.name),
              .etag = etag_of(bytes, ""),
              .bytes = {},
              .gzipped = {},
              .gzipped_etag = {}};
    if (type.compressible) {
        std::string packed = gzip(bytes);
        if (packed.size() < bytes.size()) {
            file.gzipped = std::move(packed);
            file.gzipped_etag = etag_of(bytes, "-gzip");
        }
    }
    bytes_total_ += bytes.size();
    file.bytes = std::move(bytes);
    files_["/" + std::string(name)] = std::move(file);
}

std::optional<HttpResponse> StaticFiles::find(const HttpRequest& request) const {
    const std::string& path = request.path;
    const bool is_folder = path.ends_with('/');
    for (const std::string& candidate : {path, is_folder ? path + "index.html" : path + ".html"}) {
        if (const auto found = files_.find(candidate); found != files_.end()) return answer(request, found->second);
    }
    if (!is_folder && files_.contains(path + "/index.html")) return redirect(path + "/");
    return std::nullopt;
}

HttpResponse StaticFiles::answer(const HttpRequest& request, const File& file) {
    const bool gzipped = !file.gzipped.empty() && accepts_gzip(header(request, "accept-encoding"));
    const std::string& etag = gzipped ? file.gzipped_etag : file.etag;
    HttpResponse response{.status = 200,
                          .content_type = file.content_type,
                          .body = {},
                          .headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}, {"Vary", "Accept-Encoding"}}};
    // The listener leaves the body of a 304 out, and states its length.
    if (is_known_to_client(header(request, "if-none-match"), etag)) response.status = 304;
    if (gzipped) response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = gzipped ? file.gzipped : file.bytes;
    return response;
}

}  // namespace stimchat::net
