#pragma once

/// The disk under SQLite, for tests: this program has its own `fdatasync` and `pwrite64`, which SQLite then calls.
namespace stimchat::storage::test::disk_faults {

inline constexpr int never = -1;

/// From the n-th call on (the next is 0) every sync fails with EIO.
void fail_syncs_after(int calls);
/// From the n-th call on every write fails with ENOSPC.
void fail_writes_after(int calls);
/// The process is killed at the n-th sync: before it is made, or right after.
enum class KillMoment { before_sync, after_sync };
void kill_at_sync(int call, KillMoment moment);
/// The disk is sound again.
void heal();

}  // namespace stimchat::storage::test::disk_faults
