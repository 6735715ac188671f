# Installs a build of Engram into an empty folder, moves it elsewhere, then configures, builds and
# runs a project that finds it there.
set(prefix ${SCRATCH}/moved)
set(consumer ${SCRATCH}/consumer)
file(REMOVE_RECURSE ${SCRATCH})

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${ENGRAM_BUILD} --prefix ${SCRATCH}/installed)
file(RENAME ${SCRATCH}/installed ${prefix})
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${consumer} -G ${GENERATOR}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_BUILD_TYPE=Debug)
run(${CMAKE_COMMAND} --build ${consumer})
run(${CMAKE_COMMAND} -E chdir ${SCRATCH} ${consumer}/consumer
    ${CMAKE_CURRENT_LIST_DIR}/consumer/own_models.txtpb)
