# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The prover reads the bitcode that the compiler emits, so both must be LLVM 19.
if(NOT IDREG_PARTS STREQUAL "all")
  # Nothing is proved there: any clang will do.
elseif(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19 OR
   CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 20)
  message(FATAL_ERROR "idreg is built with clang++-19 (found ${CMAKE_CXX_COMPILER_ID} "
                      "${CMAKE_CXX_COMPILER_VERSION}). Use a preset, or -DCMAKE_CXX_COMPILER=clang++-19; "
                      "tools/verify installs it on Debian 12.")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_COMPILE_OPTIONS_PIE -fPIC) # as in libraries: precompiled headers serve one kind of code (Headers.cmake)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# What every target of ours is compiled with; never exported to users of the libraries.
add_library(idreg_options INTERFACE)
target_include_directories(idreg_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(idreg_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(IDREG_WERROR)
  target_compile_options(idreg_options INTERFACE -Werror)
endif()
if(IDREG_SANITIZE)
  target_compile_options(idreg_options INTERFACE -fsanitize=${IDREG_SANITIZE} -fno-sanitize-recover=all
                                                 -fno-omit-frame-pointer)
  target_link_options(idreg_options INTERFACE -fsanitize=${IDREG_SANITIZE})
endif()
if(IDREG_LIBFUZZER)
  target_compile_options(idreg_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(IDREG_COVERAGE)
  target_compile_options(idreg_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(idreg_options INTERFACE -fprofile-instr-generate)
endif()

# Such objects call the instrumentation's own library: they are not what is installed, counted or measured.
if(IDREG_SANITIZE OR IDREG_LIBFUZZER OR IDREG_COVERAGE)
  set(IDREG_INSTRUMENTED ON)
endif()

# One static library per folder, known to others as idreg::<name>.
#   idreg_library(name SOURCES a.cpp ... [LINK other ...])
function(idreg_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_library(idreg_${name} STATIC ${arg_SOURCES})
  add_library(idreg::${name} ALIAS idreg_${name})
  target_link_libraries(idreg_${name} PUBLIC ${arg_LINK} PRIVATE idreg_options)
  target_include_directories(idreg_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
endfunction()
