# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
if(IDREG_TESTS)
  # The system's, which has the libraries that tools/setup installs, before another that PATH may name first.
  find_program(Python3_EXECUTABLE python3 PATHS /usr/bin NO_DEFAULT_PATH)
  find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
endif()

# A test that hangs is ended; the seconds are far above what any takes on a slow machine.
function(idreg_limit_test name label environment)
  set(seconds 600)
  if(label STREQUAL "campaign")
    set(seconds 7200)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${label} ENVIRONMENT "${environment}" TIMEOUT ${seconds})
endfunction()

# idreg_test(name LABEL label SOURCES a.cpp ... [LINK lib ...] [ENV VAR=VALUE ...])
# One GoogleTest executable, one CTest entry. Labels: unit props fuzz-replay smt-fast smt-slow lift cli
# selfcheck campaign.
function(idreg_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINK;ENV" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${arg_LINK} GTest::gtest_main idreg_options)
  idreg_precompile(tests test_${name})
  # The report is for tools/test, which counts cases and not programs.
  add_test(NAME ${name}
           COMMAND test_${name} --gtest_brief=1 --gtest_output=xml:${PROJECT_BINARY_DIR}/test-results/${name}.xml
           WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  idreg_limit_test(${name} ${arg_LABEL} "${arg_ENV}")
endfunction()

# idreg_python_test(name LABEL label SCRIPT a_test.py [ARGUMENTS ...])
# One file of unittest cases, run by tests/structure/report.py; counted like GoogleTest's.
function(idreg_python_test name)
  cmake_parse_arguments(arg "" "LABEL;SCRIPT" "ARGUMENTS" ${ARGN})
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/${arg_SCRIPT}
                                --report ${PROJECT_BINARY_DIR}/test-results/${name}.xml ${arg_ARGUMENTS})
  idreg_limit_test(${name} ${arg_LABEL} "PYTHONPATH=${PROJECT_SOURCE_DIR}:${PROJECT_SOURCE_DIR}/tests/structure")
endfunction()
