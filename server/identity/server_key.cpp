#include "server/identity/server_key.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stimchat::identity {
namespace {

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int value() const { return value_; }
    bool is_open() const { return value_ >= 0; }

  private:
    int value_;
};

std::string sentence(const std::filesystem::path& path, const std::string& what) {
    return "The server key " + path.string() + " " + what;
}

Result<ServerKey, std::string> make(const std::filesystem::path& path) {
    ServerKey key{};
    randombytes_buf(key.data(), key.size());
    // Exclusive: of two servers that start at once, one makes the key, and the other finds it.
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return failure(sentence(path, std::string("cannot be made: ") + std::strerror(errno)));
    const bool written = ::write(file.value(), key.data(), key.size()) == static_cast<ssize_t>(key.size());
    if (!written || ::fsync(file.value()) != 0) {
        ::unlink(path.c_str());
        return failure(sentence(path, std::string("cannot be written: ") + std::strerror(errno)));
    }
    return key;
}

Result<ServerKey, std::string> read(const std::filesystem::path& path, const Descriptor& file) {
    struct stat status {};
    if (::fstat(file.value(), &status) != 0) return failure(sentence(path, std::strerror(errno)));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return failure(sentence(path, "may be read by others. Set its mode to 0600 (chmod 600)."));
    }
    if (status.st_size != static_cast<off_t>(server_key_bytes)) {
        return failure(sentence(path, "has " + std::to_string(status.st_size) + " bytes in place of " +
                                          std::to_string(server_key_bytes) + ". Restore it from a backup."));
    }
    ServerKey key{};
    if (::read(file.value(), key.data(), key.size()) != static_cast<ssize_t>(key.size())) {
        return failure(sentence(path, "cannot be read."));
    }
    return key;
}

}  // namespace

Result<ServerKey, std::string> load_or_make_server_key(const std::filesystem::path& path) {
    if (sodium_init() < 0) return failure(std::string("libsodium cannot be set up."));
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.is_open()) return read(path, file);
    if (errno == ENOENT) return make(path);
    return failure(sentence(path, std::string("cannot be opened: ") + std::strerror(errno)));
}

}  // namespace stimchat::identity
