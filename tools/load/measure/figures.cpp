#include "tools/load/measure/figures.hpp"

#include <fstream>
#include <iomanip>
#include <iostream>
#include <stdexcept>

namespace stimchat::load {

void print(const Figures& figures) {
    constexpr int name_width = 34;
    std::cout << std::fixed << std::setprecision(1);
    for (const auto& [name, value] : figures)
        std::cout << std::left << std::setw(name_width) << name << value << '\n';
}

void write_json(const Figures& figures, const std::string& path) {
    std::ofstream file(path);
    file << std::fixed << std::setprecision(3) << '{';
    const char* separator = "";
    for (const auto& [name, value] : figures) {
        file << separator << '"' << name << "\":" << value;
        separator = ",";
    }
    file << "}\n";
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace stimchat::load
