# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# "Prove the code that runs": the objects are compiled from the bitcode that the prover reads.

# No vectors: the lifter reads scalar code. Line tables: an obligation names its source line. One
# file of bitcode per source and no link-time optimisation: a function of one file is never inlined
# into another, so its proved specification can stand for it.
set(IDREG_BITCODE_FLAGS -std=c++23 -O2 -gline-tables-only -fno-exceptions -fno-rtti -fPIC -fno-vectorize
                        -fno-slp-vectorize -fno-stack-protector -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
                        -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
if(IDREG_WERROR)
  list(APPEND IDREG_BITCODE_FLAGS -Werror)
endif()
# The second bitcode of the same sources, for `no-ub`: each undefined behaviour is a trap.
set(IDREG_TRAPPING_FLAGS ${IDREG_BITCODE_FLAGS} -O1 -fsanitize=undefined,local-bounds -fsanitize-trap=all
                         # That check reads a type's hash from before the called function's code: no object of IR.
                         -fno-sanitize=function)

# idreg_bitcode(<out-var> <subdir> <flags-var> source...): one .bc per source.
function(idreg_bitcode out subdir flags)
  set(results)
  # A module keeps the path that the compiler was given: it must not depend on where the tree is, or the hash would.
  cmake_path(RELATIVE_PATH PROJECT_SOURCE_DIR BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} OUTPUT_VARIABLE root)
  foreach(source ${ARGN})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} OUTPUT_VARIABLE path)
    cmake_path(GET source STEM stem)
    set(bitcode ${CMAKE_CURRENT_BINARY_DIR}/${subdir}/${stem}.bc)
    add_custom_command(
      OUTPUT ${bitcode}
      COMMAND ${CMAKE_CXX_COMPILER} ${${flags}} -ffile-prefix-map=${root}/= -I${PROJECT_SOURCE_DIR}
              -I${PROJECT_BINARY_DIR}/generated -emit-llvm -c ${path} -o ${bitcode} -MD -MF ${bitcode}.d -MT ${bitcode}
      DEPENDS ${source}
      DEPFILE ${bitcode}.d
      COMMENT "Bitcode ${subdir}/${stem}.bc"
      VERBATIM)
    list(APPEND results ${bitcode})
  endforeach()
  set(${out} ${results} PARENT_SCOPE)
endfunction()

# idreg_bitcode_library(name SOURCES a.cpp ... [LINK other ...])
# A static library whose objects are compiled from bitcode. The bitcode files are kept in the
# target's property IDREG_BITCODE, those with traps in IDREG_TRAPPING.
function(idreg_bitcode_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  idreg_bitcode(bitcode bitcode IDREG_BITCODE_FLAGS ${arg_SOURCES})
  idreg_bitcode(trapping trapping IDREG_TRAPPING_FLAGS ${arg_SOURCES})
  set(objects)
  if(IDREG_SANITIZE OR IDREG_LIBFUZZER OR IDREG_COVERAGE OR NOT IDREG_PARTS STREQUAL "all")
    # Instrumentation needs the front end: the same sources, compiled as usual.
    add_library(idreg_${name} STATIC ${arg_SOURCES})
    target_link_libraries(idreg_${name} PRIVATE idreg_options)
    target_compile_options(idreg_${name} PRIVATE -fno-exceptions)
  else()
    foreach(file ${bitcode})
      set(object ${file}.o)
      add_custom_command(OUTPUT ${object} COMMAND ${CMAKE_CXX_COMPILER} -O2 -fPIC -c ${file} -o ${object}
                         DEPENDS ${file} COMMENT "Object of ${name} from its bitcode" VERBATIM)
      list(APPEND objects ${object})
    endforeach()
    add_library(idreg_${name} STATIC ${objects})
    set_target_properties(idreg_${name} PROPERTIES LINKER_LANGUAGE CXX)
  endif()
  add_library(idreg::${name} ALIAS idreg_${name})
  target_link_libraries(idreg_${name} PUBLIC ${arg_LINK})
  target_include_directories(idreg_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>
                             $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>
                             $<INSTALL_INTERFACE:include/idreg>)
  set_target_properties(idreg_${name} PROPERTIES EXPORT_NAME ${name})
  add_custom_target(idreg_${name}_bitcode DEPENDS ${bitcode} ${trapping})
  if(arg_DEPENDS)
    add_dependencies(idreg_${name} ${arg_DEPENDS})
    add_dependencies(idreg_${name}_bitcode ${arg_DEPENDS})
  endif()
  set_target_properties(idreg_${name} PROPERTIES IDREG_BITCODE "${bitcode}" IDREG_TRAPPING "${trapping}")
endfunction()
