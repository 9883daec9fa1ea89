#pragma once

#include <string>
#include <utility>
#include <vector>

namespace stimchat::load {

/// What a run measured, by name, in the order in which it is printed. Names carry the unit.
using Figures = std::vector<std::pair<std::string, double>>;

void print(const Figures& figures);
/// One flat JSON object. Throws std::runtime_error where the file cannot be written.
void write_json(const Figures& figures, const std::string& path);

}  // namespace stimchat::load
