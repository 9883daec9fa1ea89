#include "server/net/static_files.hpp"

#include "server/net/gzip.hpp"
#include "server/tests/net/net_bench.hpp"
#include "server/tests/net/raw_client.hpp"
#include "server/tests/net/temporary_folder.hpp"

#include <string>

#include <doctest/doctest.h>
#include <zlib.h>

using namespace stimchat;
using namespace stimchat::test;

namespace {

const std::string long_script = std::string("export const words = '") + std::string(5000, 'w') + "';\n";

std::string gunzip(const std::string& packed) {
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string bytes(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    bytes.resize(stream.total_out);
    inflateEnd(&stream);
    return bytes;
}

NetBenchSettings with_files() {
    const TemporaryFolder folder;
    folder.write("index.html", "<!doctype html><title>home</title>");
    folder.write("rules.html", "<!doctype html><title>rules</title>");
    folder.write("admin/index.html", "<!doctype html><title>admin</title>");
    folder.write("src/app.js", long_script);
    folder.write("client/stimchat.wasm", std::string_view("\0asm\1\0\0\0", 8));
    folder.write("client/index.mjs", "export {};");
    folder.write(".hidden/secret.txt", "secret");
    NetBenchSettings settings;
    settings.files = net::StaticFiles::load(folder.path());
    return settings;
}

}  // namespace

TEST_CASE("pages have clean addresses, and folders end in a slash") {
    NetBench bench(with_files());
    CHECK(ask(bench.port(), get("/"))->body.find("home") != std::string::npos);
    CHECK(ask(bench.port(), get("/?from=mail"))->body.find("home") != std::string::npos);
    CHECK(ask(bench.port(), get("/rules"))->body.find("rules") != std::string::npos);
    CHECK(ask(bench.port(), get("/admin/"))->body.find("admin") != std::string::npos);
    const auto redirect = ask(bench.port(), get("/admin"));
    CHECK(redirect->status == 308);
    CHECK(redirect->header("Location") == "/admin/");
}

TEST_CASE("files have the types that browsers insist on") {
    NetBench bench(with_files());
    CHECK(ask(bench.port(), get("/"))->header("Content-Type") == "text/html; charset=utf-8");
    CHECK(ask(bench.port(), get("/src/app.js"))->header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(ask(bench.port(), get("/client/index.mjs"))->header("Content-Type") == "text/javascript; charset=utf-8");
    CHECK(ask(bench.port(), get("/client/stimchat.wasm"))->header("Content-Type") == "application/wasm");
}

TEST_CASE("the headers that rule a document are on documents, not on each of their parts") {
    NetBench bench(with_files());
    for (const char* document : {"/", "/rules", "/nothing", "/admin"}) {
        CAPTURE(document);
        const auto reply = ask(bench.port(), get(document));
        CHECK(reply->header("Content-Security-Policy").find("frame-ancestors 'none'") != std::string::npos);
        CHECK(reply->header("Permissions-Policy") != "");
    }
    for (const char* part : {"/src/app.js", "/client/index.mjs", "/client/stimchat.wasm"}) {
        CAPTURE(part);
        const auto reply = ask(bench.port(), get(part));
        CHECK(reply->header("Content-Security-Policy") == "");
        CHECK(reply->header("Permissions-Policy") == "");
        CHECK(reply->header("X-Content-Type-Options") == "nosniff");
        CHECK(reply->header("Cross-Origin-Resource-Policy") == "same-origin");
    }
}

TEST_CASE("a file is revalidated by its ETag") {
    NetBench bench(with_files());
    RawClient client(bench.port());
    const auto first = ask(client, get("/src/app.js"));
    REQUIRE(first);
    CHECK(first->header("Cache-Control") == "no-cache");
    const std::string etag = first->header("ETag");
    REQUIRE(etag.size() > 2);

    const auto again = ask(client, get("/src/app.js", "If-None-Match: " + etag + "\r\n"));
    REQUIRE(again);
    CHECK(again->status == 304);
    CHECK(again->header("ETag") == etag);
    CHECK(ask(client, get("/src/app.js", "If-None-Match: W/\"x\", " + etag + "\r\n"))->status == 304);
    CHECK(ask(client, get("/src/app.js", "If-None-Match: \"another\"\r\n"))->status == 200);
    CHECK(ask(client, get("/rules", "If-None-Match: " + etag + "\r\n"))->status == 200);
}

TEST_CASE("what gets smaller by it is sent with gzip to whom takes it, under an ETag of its own") {
    NetBench bench(with_files());
    const auto plain = ask(bench.port(), get("/src/app.js"));
    const auto packed = ask(bench.port(), get("/src/app.js", "Accept-Encoding: br, gzip\r\n"));
    REQUIRE(packed);
    CHECK(packed->header("Content-Encoding") == "gzip");
    CHECK(packed->header("Vary") == "Accept-Encoding");
    CHECK(packed->header("ETag") != plain->header("ETag"));
    CHECK(packed->body.size() < plain->body.size());
    CHECK(gunzip(packed->body) == long_script);

    const auto short_file = ask(bench.port(), get("/client/index.mjs", "Accept-Encoding: gzip\r\n"));
    CHECK(short_file->header("Content-Encoding").empty());
    CHECK(short_file->body == "export {};");
}

TEST_CASE("Accept-Encoding is read with its weights") {
    for (const char* yes : {"gzip", "br, gzip;q=0.1", "*", "deflate , gzip ; q=1.0", "x-gzip"}) {
        CHECK(net::accepts_gzip(yes));
    }
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "identity", "*;q=0", "gzipped"}) {
        CHECK_FALSE(net::accepts_gzip(no));
    }
}

TEST_CASE("no path leads out of the folder or to a hidden file") {
    NetBench bench(with_files());
    for (const char* path : {"/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "//etc/passwd",
                             "/src/../index.html", "/.hidden/secret.txt", "/src", "/src/", "/index.html/", "/rules/"}) {
        const auto reply = ask(bench.port(), get(path));
        REQUIRE(reply);
        CHECK(reply->status == 404);
    }
}

TEST_CASE("a page takes no POST, and HEAD gives its length") {
    NetBench bench(with_files());
    const auto posted = ask(bench.port(), post("/rules", "x"));
    CHECK(posted->status == 405);
    CHECK(posted->header("Allow") == "GET, HEAD");
    const auto head = ask(bench.port(), "HEAD /src/app.js HTTP/1.1\r\nHost: x\r\n\r\n", /*is_head=*/true);
    CHECK(head->header("Content-Length") == std::to_string(long_script.size()));
}

TEST_CASE("a folder that is not there is refused by its name") {
    CHECK_THROWS_WITH(net::StaticFiles::load("/no/such/folder"), doctest::Contains("/no/such/folder"));
}
