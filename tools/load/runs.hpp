#pragma once

#include "tools/load/measure/figures.hpp"
#include "tools/load/options.hpp"

#include <optional>

namespace stimchat::load {

/// A run's figures; none if a check failed or the time ran out, which has been printed then.
std::optional<Figures> run_chat(const Options& options, const ChatOptions& chat);
std::optional<Figures> run_idle(const Options& options, const IdleOptions& idle);
std::optional<Figures> run_chaos(const Options& options, const ChaosOptions& chaos);
std::optional<Figures> run_storm(const Options& options, const StormOptions& storm);

}  // namespace stimchat::load
