#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stimchat::load {

struct LatencySummary {
    double p50_us = 0;
    double p99_us = 0;
    double max_us = 0;
};

/// Every sample is kept, so the percentiles are exact. The number of messages of a run bounds the memory.
class Latencies {
  public:
    void reserve(std::size_t count) { samples_ns_.reserve(count); }
    void add(std::int64_t ns) { samples_ns_.push_back(ns); }

    LatencySummary summary() const {
        if (samples_ns_.empty()) return {};
        std::vector<std::int64_t> sorted = samples_ns_;
        std::sort(sorted.begin(), sorted.end());
        const auto at_us = [&sorted](std::size_t percent) {
            return static_cast<double>(sorted[(sorted.size() - 1) * percent / 100]) / 1000.0;
        };
        return {at_us(50), at_us(99), at_us(100)};
    }

  private:
    std::vector<std::int64_t> samples_ns_;
};

}  // namespace stimchat::load
