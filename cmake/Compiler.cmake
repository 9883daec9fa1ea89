# Warnings, sanitizers and ccache, for every target of this project and for nothing else.

add_library(stimchat_compiler INTERFACE)
target_compile_options(stimchat_compiler INTERFACE -Wall -Wextra -Wpedantic -Werror)
target_include_directories(stimchat_compiler INTERFACE ${PROJECT_SOURCE_DIR})

if(STIMCHAT_SANITIZE)
  target_compile_options(stimchat_compiler INTERFACE -fsanitize=${STIMCHAT_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(stimchat_compiler INTERFACE -fsanitize=${STIMCHAT_SANITIZE})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT EMSCRIPTEN)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
