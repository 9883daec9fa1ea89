# Header-only libraries that both compilers use. Emscripten must never see /usr/include (its own libc would be shadowed),
# so the few headers it needs are copied into a folder of their own.

set(PRIVATE_HEADERS ${CMAKE_BINARY_DIR}/private-headers)
foreach(header IN ITEMS tl/expected.hpp doctest/doctest.h)
  if(NOT EXISTS /usr/include/${header})
    message(FATAL_ERROR "/usr/include/${header} is missing: run tools/install-packages")
  endif()
  configure_file(/usr/include/${header} ${PRIVATE_HEADERS}/${header} COPYONLY)
endforeach()

add_library(stimchat_private_headers INTERFACE)
target_include_directories(stimchat_private_headers SYSTEM INTERFACE ${PRIVATE_HEADERS})
