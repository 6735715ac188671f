#include "core/event/live_bytes.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> live = 0;

void release(void* p) {
  if (p != nullptr) live -= static_cast<std::int64_t>(::malloc_usable_size(p));
  std::free(p);
}

}  // namespace

std::int64_t engram::test::live_bytes() { return live; }

void* operator new(std::size_t size) {
  void* p = std::malloc(size);
  if (p == nullptr) throw std::bad_alloc();
  live += static_cast<std::int64_t>(::malloc_usable_size(p));
  return p;
}
void operator delete(void* p) noexcept { release(p); }
void operator delete(void* p, std::size_t) noexcept { release(p); }
