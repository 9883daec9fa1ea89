#include "server/tests/storage/disk_faults.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace stimchat::storage::test::disk_faults {
namespace {

struct Plan {
    int failing_syncs_in = never;
    int failing_writes_in = never;
    int kill_in = never;
    KillMoment kill_moment{};
};
Plan plan;  // the C functions below have no other place to look

/// Counts down to zero, and stays there.
bool is_due(int& calls_left) {
    if (calls_left == never) return false;
    if (calls_left == 0) return true;
    --calls_left;
    return false;
}

}  // namespace

void fail_syncs_after(int calls) {
    plan.failing_syncs_in = calls;
}
void fail_writes_after(int calls) {
    plan.failing_writes_in = calls;
}
void kill_at_sync(int call, KillMoment moment) {
    plan.kill_in = call;
    plan.kill_moment = moment;
}
void heal() {
    plan = Plan{};
}

}  // namespace stimchat::storage::test::disk_faults

namespace faults = stimchat::storage::test::disk_faults;

// A program's own definition comes before the C library's, also for the libraries it uses.
extern "C" int fdatasync(int file) {
    if (faults::is_due(faults::plan.failing_syncs_in)) {
        errno = EIO;
        return -1;
    }
    const bool kill_now = faults::is_due(faults::plan.kill_in);
    if (kill_now && faults::plan.kill_moment == faults::KillMoment::before_sync) ::raise(SIGKILL);
    const auto result = static_cast<int>(::syscall(SYS_fdatasync, file));
    if (kill_now) ::raise(SIGKILL);
    return result;
}

extern "C" ssize_t pwrite64(int file, const void* bytes, std::size_t size, off64_t offset) {
    if (faults::is_due(faults::plan.failing_writes_in)) {
        errno = ENOSPC;
        return -1;
    }
    return ::syscall(SYS_pwrite64, file, bytes, size, offset);
}
