#pragma once

#include "server/storage/database.hpp"
#include "server/storage/store.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace stimchat::storage {

/// "sqlite:PATH" or "postgresql://USER:PASSWORD@HOST:PORT/NAME". Fails with a sentence that says what to do; passwords
/// are not in it.
Result<std::unique_ptr<Database>, std::string> open_database(const std::string& database_url);

/// Opens the database, migrates it and gives the Store over it. Blocks; for the start of a process.
Result<std::unique_ptr<Store>, std::string> open_store(const std::string& database_url,
                                                       const std::filesystem::path& migrations_folder);

}  // namespace stimchat::storage
