# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Large headers of libraries, read once for all sources of a kind: without this a clean build spends most of its
# time on them. A source includes what it uses all the same: tools/lint compiles each changed file without these.
# Not CLI11: its header defines objects, which a source that has no use for them would make at every start, too.
set(headers_cli fmt/format.h nlohmann/json.hpp)
set(headers_tests gtest/gtest.h gmock/gmock.h nlohmann/json.hpp)
set(headers_solver z3++.h llvm/IR/Constants.h llvm/IR/Instructions.h llvm/IR/Module.h)
set(headers_common filesystem functional map optional span string variant vector)
set(headers_libraries_cli fmt::fmt nlohmann_json::nlohmann_json)
set(headers_libraries_tests GTest::gmock nlohmann_json::nlohmann_json)
set(headers_libraries_solver idreg_z3 idreg_llvm)

# idreg_precompile(<kind> target...): kind is cli, tests or solver.
function(idreg_precompile kind)
  if(NOT IDREG_PARTS STREQUAL "all")
    return()
  endif()
  set(holder idreg_headers_${kind})
  if(NOT TARGET ${holder})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${holder}.cpp CONTENT "// Holds the precompiled headers.\n")
    add_library(${holder} OBJECT ${PROJECT_BINARY_DIR}/generated/${holder}.cpp)
    target_link_libraries(${holder} PRIVATE ${headers_libraries_${kind}} idreg_options)
    # A compiler cache knows the file by its content only if the content holds no time.
    target_compile_options(${holder} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    list(TRANSFORM headers_${kind} REPLACE "(.+)" "<\\1>")
    list(TRANSFORM headers_common REPLACE "(.+)" "<\\1>")
    target_precompile_headers(${holder} PRIVATE ${headers_${kind}} ${headers_common})
  endif()
  foreach(target ${ARGN})
    target_precompile_headers(${target} REUSE_FROM ${holder})
    if(IDREG_UNITY AND NOT kind STREQUAL "tests")
      set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
  endforeach()
endfunction()
