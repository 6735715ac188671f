// CMake compiles headers only for a program that has a source.
int main() {}
