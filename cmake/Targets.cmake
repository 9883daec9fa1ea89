# A library is a folder: every .cpp directly in the named folders belongs to it.
function(stimchat_library name)
  cmake_parse_arguments(ARG "" "" "FOLDERS;LINK" ${ARGN})
  list(TRANSFORM ARG_FOLDERS APPEND /*.cpp OUTPUT_VARIABLE patterns)
  file(GLOB sources CONFIGURE_DEPENDS ${patterns})
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC stimchat_compiler stimchat_private_headers ${ARG_LINK})
  if(EMSCRIPTEN)
    # What the browser loads; its tests do throw, hence PRIVATE.
    target_compile_options(${name} PRIVATE -fno-exceptions -fno-rtti)
  endif()
endfunction()

# A doctest program of the files in one tests/ folder, known to ctest under its name.
function(stimchat_test name)
  if(NOT STIMCHAT_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "FOLDER" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${ARG_FOLDER}/*.cpp)
  add_executable(${name} ${PROJECT_SOURCE_DIR}/shared/tests/main.cpp ${sources})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  # Only where it is read: a path on every command line would keep one clone from using another's compiler cache.
  foreach(source IN LISTS sources)
    file(STRINGS ${source} mentions REGEX STIMCHAT_SOURCE_DIR LIMIT_COUNT 1)
    if(mentions)
      set_source_files_properties(${source} PROPERTIES
        COMPILE_DEFINITIONS STIMCHAT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    endif()
  endforeach()
  if(EMSCRIPTEN)
    target_compile_options(${name} PRIVATE -fexceptions -DDOCTEST_CONFIG_NO_POSIX_SIGNALS)
    target_link_options(${name} PRIVATE -fexceptions -sEXIT_RUNTIME=1 -sWASM_ASYNC_COMPILATION=0 -sALLOW_MEMORY_GROWTH
                                        -sNODERAWFS=1)
  endif()
  add_test(NAME ${name} COMMAND ${name})
endfunction()
