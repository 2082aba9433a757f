# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake --install: the programs, manual page and completion, and the engine as a library for others
# (find_package(idreg), idreg::engine).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(IDREG_MANUAL ${PROJECT_BINARY_DIR}/idreg.1)
set(IDREG_COMPLETION ${PROJECT_BINARY_DIR}/idreg.bash)
add_custom_command(OUTPUT ${IDREG_MANUAL} ${IDREG_COMPLETION}
                   COMMAND idreg manual > ${IDREG_MANUAL}
                   COMMAND idreg completion > ${IDREG_COMPLETION}
                   DEPENDS idreg COMMENT "Manual page and completion" VERBATIM)
add_custom_target(idreg_manual ALL DEPENDS ${IDREG_MANUAL} ${IDREG_COMPLETION})

# idreg, and the programs that it starts from its own directory.
get_property(targets DIRECTORY ${PROJECT_SOURCE_DIR}/cli PROPERTY BUILDSYSTEM_TARGETS)
foreach(target ${targets})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    install(TARGETS ${target} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
if(TARGET idreg_enumerator)
  install(PROGRAMS ${IDREG_ENUMERATOR} DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(FILES ${IDREG_MANUAL} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${IDREG_COMPLETION} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME idreg)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(TARGETS idreg_engine EXPORT idreg ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/engine DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/idreg FILES_MATCHING PATTERN *.h)
install(EXPORT idreg NAMESPACE idreg:: FILE idregTargets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/idreg)
file(WRITE ${PROJECT_BINARY_DIR}/idregConfig.cmake "include(\${CMAKE_CURRENT_LIST_DIR}/idregTargets.cmake)\n")
write_basic_package_version_file(${PROJECT_BINARY_DIR}/idregConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/idregConfig.cmake ${PROJECT_BINARY_DIR}/idregConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/idreg)
