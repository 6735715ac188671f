# engram_join(WHOLE PART...) makes one static library of OBJECT libraries, with what they link to.
# Others link, install and export the whole: OBJECT libraries neither pass their code on through one
# another nor take it into an export set.
function(engram_join whole)
  add_library(${whole} STATIC)
  foreach(part IN LISTS ARGN)
    target_sources(${whole} PRIVATE $<TARGET_OBJECTS:${part}>)
    get_target_property(libraries ${part} LINK_LIBRARIES)
    list(REMOVE_ITEM libraries ${ARGN})
    target_link_libraries(${whole} PRIVATE ${libraries})
  endforeach()
endfunction()
