#include "tools/load/measure/server_process.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace stimchat::load {

namespace {

std::ifstream open_proc(pid_t process, const std::string& name) {
    const std::string path = "/proc/" + std::to_string(process) + "/" + name;
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    return file;
}

std::int64_t private_bytes(pid_t process) {
    std::ifstream file = open_proc(process, "smaps_rollup");
    std::string name;
    while (file >> name) {
        std::int64_t kib = 0;
        if (name == "Private_Dirty:" && file >> kib) return kib * 1024;
    }
    throw std::runtime_error("smaps_rollup has no Private_Dirty");
}

std::int64_t cpu_us(pid_t process) {
    std::ifstream file = open_proc(process, "stat");
    std::string line;
    std::getline(file, line);
    // The second field is the program's name in parentheses and may hold spaces; utime is the 14th, stime the 15th.
    std::istringstream fields(line.substr(line.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    std::int64_t user_ticks = 0;
    std::int64_t system_ticks = 0;
    fields >> user_ticks >> system_ticks;
    return (user_ticks + system_ticks) * 1'000'000 / sysconf(_SC_CLK_TCK);
}

}  // namespace

ProcessUse read_process_use(pid_t process) {
    return {private_bytes(process), cpu_us(process)};
}

}  // namespace stimchat::load
