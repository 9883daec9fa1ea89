#include "server/app/app.hpp"
#include "server/config/config.hpp"

#include <cstddef>
#include <iostream>
#include <span>

int main(int argc, char** argv) {
    const auto config = stimchat::config::read_config(std::span(argv, static_cast<std::size_t>(argc)));
    if (!config) {
        const auto& farewell = config.error();
        (farewell.exit_code == 0 ? std::cout : std::cerr) << farewell.text;
        return farewell.exit_code;
    }
    return config->moderator_to_add ? stimchat::app::add_moderator(*config) : stimchat::app::serve(*config);
}
