# find_package(engram) after `cmake --install`.
