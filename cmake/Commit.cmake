# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -DROOT=source -DOUT=commit.h -P Commit.cmake
# The commit of the sources, with "+" where they differ from it; "unknown" outside of git.
execute_process(COMMAND git -C ${ROOT} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit ERROR_QUIET
                OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed)
  set(commit unknown)
else()
  execute_process(COMMAND git -C ${ROOT} diff --quiet HEAD RESULT_VARIABLE differs ERROR_QUIET)
  if(differs)
    string(APPEND commit "+")
  endif()
endif()
set(text "// Made by cmake/Commit.cmake.\n#pragma once\n\nnamespace idreg::versions {\n\n")
string(APPEND text "inline constexpr const char* kCommit = \"${commit}\";\n\n}  // namespace idreg::versions\n")
if(EXISTS ${OUT})
  file(READ ${OUT} old)
endif()
if(NOT "${old}" STREQUAL "${text}")
  file(WRITE ${OUT} "${text}")
endif()
