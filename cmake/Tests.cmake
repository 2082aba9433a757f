# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# idreg_test(name LABEL label SOURCES a.cpp ... [LINK lib ...] [ENV VAR=VALUE ...])
# One GoogleTest executable, one CTest entry. Labels: unit props fuzz-replay smt-fast smt-slow lift cli
# selfcheck campaign.
function(idreg_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINK;ENV" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LINK} GTest::gtest_main idreg_options)
  # The report is for tools/test, which counts cases and not programs.
  add_test(NAME ${name}
           COMMAND test_${name} --gtest_brief=1 --gtest_output=xml:${PROJECT_BINARY_DIR}/test-results/${name}.xml
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} ENVIRONMENT "${arg_ENV}" TIMEOUT 600)
endfunction()
