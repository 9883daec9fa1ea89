#include "server/console/admin_command.hpp"

#include "server/console/moderator_name.hpp"
#include "server/console/password_input.hpp"
#include "server/identity/password.hpp"

#include <cstdio>
#include <string>

#include <sodium.h>

namespace stimchat::console {
namespace {

using storage::StoreFault;

int refuse(const std::string& why) {
    std::fprintf(stderr, "stimchat-server admin add: %s\n", why.c_str());
    return exit_refused;
}

int refuse(InputFault fault) {
    switch (fault) {
        case InputFault::ended:
            return refuse("no password came on standard input; nothing was stored.");
        case InputFault::too_long:
            return refuse("the password is too long: at most " + std::to_string(identity::password_bytes_max) +
                          " bytes are possible; nothing was stored.");
        case InputFault::unequal:
            return refuse("the two passwords differ; nothing was stored.");
        case InputFault::interrupted:
            break;
    }
    refuse("interrupted; nothing was stored.");
    return exit_interrupted;
}

std::string taken(std::string_view name) {
    return "there is a moderator named " + std::string(name) + " already; nothing was changed.";
}

std::string reason_of(const StoreFault& fault, std::string_view name) {
    if (fault.kind == StoreFault::Kind::conflict) return taken(name);
    return "the database did not take it: " + fault.detail;
}

}  // namespace

int run_admin_add(storage::Store& store, std::string_view name, RandomSource& random, Instant now) {
    if (!is_moderator_name(name))
        return refuse(
            "a name has 2 to 32 characters out of a-z, 0-9, '.', '_' and '-', and begins with a letter; nothing was "
            "stored.");
    if (const auto known = store.find_moderator(std::string(name));
        known || known.error().kind != StoreFault::Kind::not_found)
        return refuse(known ? taken(name) : reason_of(known.error(), name));
    auto password = read_new_password();
    if (!password) return refuse(password.error());
    const auto hash = identity::hash_password(*password);
    sodium_memzero(password->data(), password->size());
    if (!hash) return refuse(hash.error() + " Nothing was stored.");

    const storage::Moderator moderator{random_id<storage::ModeratorId>(random), std::string(name), *hash};
    const auto added = store.add_moderator(moderator, now);
    if (!added) return refuse(reason_of(added.error(), moderator.name));
    std::printf("Added the moderator %s, who can sign in at /admin now.\n", moderator.name.c_str());
    return exit_done;
}

}  // namespace stimchat::console
