# Warnings, sanitizers and ccache, for every target of this project and for nothing else.

add_library(stimchat_compiler INTERFACE)
target_compile_options(stimchat_compiler INTERFACE -Wall -Wextra -Wpedantic -Werror)
target_include_directories(stimchat_compiler INTERFACE ${PROJECT_SOURCE_DIR})
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 takes the inactive members of a moved std::variant for uninitialised ones once it optimises.
  target_compile_options(stimchat_compiler INTERFACE $<$<NOT:$<CONFIG:Debug>>:-Wno-maybe-uninitialized>)
endif()

if(STIMCHAT_MUTATIONS)
  target_compile_definitions(stimchat_compiler INTERFACE STIMCHAT_MUTATIONS)
endif()

if(STIMCHAT_SANITIZE)
  target_compile_options(stimchat_compiler INTERFACE -fsanitize=${STIMCHAT_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(stimchat_compiler INTERFACE -fsanitize=${STIMCHAT_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT EMSCRIPTEN)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

if(EMSCRIPTEN)
  # Optimised unless asked otherwise, at link as well: a module that is not is twice as slow.
  if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
  endif()
  # Emscripten's optimiser of JavaScript looks for Debian's Node packages there.
  set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs)
endif()
