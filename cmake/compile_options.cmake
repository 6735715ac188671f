# Options that every target of the project is compiled with.
add_library(engram_options INTERFACE)
# Contracted multiply-adds would round differently from one compiler to the next: spikes must not.
target_compile_options(engram_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                                                -Wno-sign-conversion -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of overlapping copies in std::string where there are none (GCC bug 105651), and
  # takes the alternatives that a std::variant does not hold for uninitialised members.
  target_compile_options(engram_options INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(ENGRAM_SANITIZE)
  # A finding of any sanitizer fails the program, and so the test. GCC takes instrumented code of the
  # standard library for uninitialised.
  target_compile_options(engram_options INTERFACE
    -fsanitize=${ENGRAM_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
    -Wno-maybe-uninitialized)
  # Undefined behaviour is looked for in what is tested. In the tests it would double their build.
  target_compile_options(engram_options INTERFACE
    $<$<BOOL:$<TARGET_PROPERTY:ENGRAM_IS_TEST>>:-fno-sanitize=undefined>)
  target_link_options(engram_options INTERFACE -fsanitize=${ENGRAM_SANITIZE})
endif()
