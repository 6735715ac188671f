# Options that every target of the project is compiled with.
add_library(engram_options INTERFACE)
# Contracted multiply-adds would round differently from one compiler to the next: spikes must not.
target_compile_options(engram_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                -Wno-sign-conversion -ffp-contract=off)
if(ENGRAM_WARNINGS_AS_ERRORS)
  target_compile_options(engram_options INTERFACE -Werror)
endif()
if(ENGRAM_SANITIZE)
  target_compile_options(engram_options INTERFACE -fsanitize=${ENGRAM_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(engram_options INTERFACE -fsanitize=${ENGRAM_SANITIZE})
endif()
