# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# All from Debian 12's packages; tools/setup names and installs them.
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)
if(NOT IDREG_PARTS STREQUAL "all")
  # Headers alone: a package's library is compiled for another standard library, and would have to be shipped.
  find_path(FMT_INCLUDE_DIR fmt/format.h REQUIRED)
  add_library(idreg_fmt INTERFACE)
  target_include_directories(idreg_fmt SYSTEM INTERFACE ${FMT_INCLUDE_DIR})
  target_compile_definitions(idreg_fmt INTERFACE FMT_HEADER_ONLY=1)
  add_library(fmt::fmt ALIAS idreg_fmt)
else()
  find_package(fmt REQUIRED)
endif()
if(IDREG_PARTS STREQUAL "fuzzers")
  return()
endif()

find_path(Z3_INCLUDE_DIR z3++.h REQUIRED)
find_library(Z3_LIBRARY z3 REQUIRED)
add_library(idreg_z3 INTERFACE)
target_include_directories(idreg_z3 SYSTEM INTERFACE ${Z3_INCLUDE_DIR})
target_link_libraries(idreg_z3 INTERFACE ${Z3_LIBRARY})
if(IDREG_PARTS STREQUAL "generators")
  return()
endif()

find_package(CLI11 REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(LLVM 19.1 REQUIRED CONFIG HINTS /usr/lib/llvm-19/lib/cmake/llvm)
if(IDREG_TESTS)
  find_package(GTest REQUIRED)
endif()


# As system headers: LLVM's own do not compile under -Wconversion and -Wshadow. After all others: where
# libc++ is installed its cxxabi.h stands beside LLVM's headers and would hide that of libstdc++.
add_library(idreg_llvm INTERFACE)
foreach(folder ${LLVM_INCLUDE_DIRS})
  target_compile_options(idreg_llvm INTERFACE "SHELL:-idirafter ${folder}")
endforeach()
separate_arguments(llvm_definitions NATIVE_COMMAND ${LLVM_DEFINITIONS})
target_compile_definitions(idreg_llvm INTERFACE ${llvm_definitions})
target_link_libraries(idreg_llvm INTERFACE LLVM)
target_link_directories(idreg_llvm INTERFACE ${LLVM_LIBRARY_DIRS})
