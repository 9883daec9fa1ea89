#include "server/config/config.hpp"

#include "server/config/settings.hpp"

#include <cstdlib>
#include <map>
#include <utility>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace stimchat::config {
namespace {

using Values = std::map<std::string_view, std::vector<std::string>>;

/// Every setting is read as text, and checked afterwards: CLI11 itself stops at the first wrong value.
void add_settings(CLI::App& app, Values& values) {
    for (const Setting& setting : settings()) {
        const std::string flag = "--" + std::string(setting.name);
        CLI::Option* const option =
            setting.is_switch ? app.add_flag(flag, values[setting.name])
                              : app.add_option(flag, values[setting.name])->expected(1)->delimiter(',')->type_name("");
        option
            ->description(std::string(setting.help) + " [" + setting.range + "; default: " + setting.default_text + "]")
            ->envname(environment_name(setting))
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
}

std::string fault_of(const Setting& setting, const std::string& value) {
    return "--" + std::string(setting.name) + ": " + (setting.secret ? "the value" : "\"" + value + "\"") +
           " is not possible; give " + setting.range;
}

void read_setting(const Setting& setting, const std::vector<std::string>& given, Config& config,
                  std::vector<std::string>& faults) {
    if (given.size() > 1 && !setting.repeatable) {
        faults.push_back("--" + std::string(setting.name) + ": given " + std::to_string(given.size()) +
                         " times; give it once");
        return;
    }
    for (const std::string& value : given) {
        if (!setting.read(value, config)) faults.push_back(fault_of(setting, value));
    }
}

Farewell refusal(const std::vector<std::string>& faults) {
    std::string text = "stimchat-server cannot start:\n";
    for (const std::string& fault : faults)
        text += "  " + fault + "\n";
    return {exit_code_usage, text + "stimchat-server --help lists all settings.\n"};
}

Result<Config, Farewell> check(const CLI::App& app, const Values& values) {
    std::vector<std::string> faults;
    bool after_unknown_flag = false;
    for (const std::string& extra : app.remaining(/*recurse=*/true)) {
        // What follows an unknown flag is most likely its value.
        const bool is_value = std::exchange(after_unknown_flag, extra.starts_with("-")) && !extra.starts_with("-");
        if (!is_value) faults.push_back(extra + ": there is no such setting");
    }
    Config config;
    for (const Setting& setting : settings()) {
        if (const auto given = values.find(setting.name); given != values.end()) {
            read_setting(setting, given->second, config, faults);
        }
    }
    if (faults.empty()) faults = contradictions(config);
    if (!faults.empty()) return failure(refusal(faults));
    if (config.database.empty()) config.database = "sqlite:" + config.data_folder + "/stimchat.db";
    return config;
}

}  // namespace

Result<Config, Farewell> read_config(std::span<const char* const> arguments) {
    CLI::App app(
        "StimChat: two strangers meet, chat, and leave. Without a command it serves.\n"
        "Each flag --like-this is also like-this = \"value\" in the file that --config or STIMCHAT_CONFIG names, "
        "and the variable STIMCHAT_LIKE_THIS. The first of these counts.",
        "stimchat-server");
    Values values;
    add_settings(app, values);
    // CLI11 reads the file before it looks at the environment, so the file's own variable is read here.
    const char* const config_file = std::getenv("STIMCHAT_CONFIG");
    app.set_config("--config", config_file == nullptr ? "" : config_file, "A file of settings, TOML or INI.",
                   /*config_required=*/config_file != nullptr)
        ->type_name("FILE");
    app.allow_extras();
    app.allow_config_extras(CLI::config_extras_mode::capture);

    CLI::App* admin = app.add_subcommand("admin", "Look after the moderators.");
    admin->require_subcommand(1)->fallthrough();
    CLI::App* add = admin->add_subcommand("add",
                                          "Add a moderator; the password comes from the terminal or, in one "
                                          "line, from standard input.");
    std::string name;
    add->add_option("NAME", name, "The moderator's name.")->required();
    add->fallthrough();

    try {
        app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::CallForHelp&) {
        return failure(Farewell{0, app.help("", CLI::AppFormatMode::Normal)});
    } catch (const CLI::ParseError& fault) {
        return failure(refusal({fault.what()}));
    }
    auto config = check(app, values);
    if (config && add->parsed()) config->moderator_to_add = name;
    return config;
}

}  // namespace stimchat::config
