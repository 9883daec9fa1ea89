#include <array>
#include <cstddef>
#include <cstdint>
#include <new>

/// What the module needs of a C library's runtime, without the library.
///
/// Memory: blocks of powers of two, each size with a list of its free ones. It replaces the C library's
/// allocator, which takes up 0.8 KB of the 32 KB that module and glue may have. Free blocks are used again for their
/// own size only; since everything in a session is bounded, so is that. One thread.
namespace {

constexpr std::size_t page_bytes = 64 * 1024;
constexpr std::size_t header_bytes = sizeof(std::uint32_t);  // which size the block has, before what the caller gets
constexpr std::uint32_t exponent_min = 4;                    // 16 bytes, also the alignment

struct FreeBlock {
    FreeBlock* next;
};

std::array<FreeBlock*, 32> free_blocks;  // by exponent
std::uintptr_t untouched = 0;            // from here on nothing was ever handed out
std::uintptr_t memory_end = 0;

std::uint32_t exponent_for(std::size_t bytes) {
    const auto last = static_cast<std::uint32_t>(bytes + header_bytes - 1);
    const auto exponent = 32U - static_cast<std::uint32_t>(__builtin_clz(last));
    return exponent < exponent_min ? exponent_min : exponent;
}

std::uint32_t& exponent_of(void* block) {
    return static_cast<std::uint32_t*>(block)[-1];
}

}  // namespace

/// Where abort() ends, the only way out for a library that meets a bug. Otherwise the host would have to bring it.
extern "C" void __wasi_proc_exit(std::uint32_t) {
    __builtin_trap();
}

extern "C" std::uint8_t __heap_base;  // from the linker: where data and stack end

// A block stays within its 2^n bytes: its last bytes are the header of the one behind it.
void* operator new(std::size_t bytes) {
    const std::uint32_t exponent = exponent_for(bytes);
    if (FreeBlock* reused = free_blocks[exponent]) {
        free_blocks[exponent] = reused->next;
        return reused;
    }
    if (untouched == 0) {
        untouched = reinterpret_cast<std::uintptr_t>(&__heap_base) + (std::size_t{1} << exponent_min);
        memory_end = __builtin_wasm_memory_size(0) * page_bytes;
    }
    const std::size_t size = std::size_t{1} << exponent;
    if (untouched + size > memory_end) {
        const std::size_t pages = (untouched + size - memory_end) / page_bytes + 1;
        if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) __builtin_trap();
        memory_end += pages * page_bytes;
    }
    void* block = reinterpret_cast<void*>(untouched);
    exponent_of(block) = exponent;
    untouched += size;
    return block;
}

void operator delete(void* block) noexcept {
    if (block == nullptr) return;
    const std::uint32_t exponent = exponent_of(block);
    free_blocks[exponent] = new (block) FreeBlock{free_blocks[exponent]};
}
void operator delete(void* block, std::size_t) noexcept {
    operator delete(block);
}
