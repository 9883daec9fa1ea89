#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace stimchat::engine {

/// Where an item lives in its Slab. Valid from emplace() to erase(); used again afterwards.
template <class Item>
struct Handle {
    static constexpr std::uint32_t none = UINT32_MAX;
    std::uint32_t value = none;

    explicit constexpr operator bool() const { return value != none; }
    friend constexpr bool operator==(Handle, Handle) = default;
    friend constexpr bool operator<(Handle a, Handle b) { return a.value < b.value; }
};

/// Items at stable addresses under dense handles of four bytes. Places are used again, so memory follows the largest
/// number held at once.
template <class Item>
class Slab {
  public:
    Handle<Item> add(Item item) {
        ++size_;
        if (free_.empty()) {
            items_.emplace_back(std::move(item));
            return {static_cast<std::uint32_t>(items_.size() - 1)};
        }
        const Handle<Item> handle{free_.back()};
        free_.pop_back();
        items_[handle.value].emplace(std::move(item));
        return handle;
    }
    void erase(Handle<Item> handle) {
        items_[handle.value].reset();
        free_.push_back(handle.value);
        --size_;
    }

    Item& operator[](Handle<Item> handle) { return *items_[handle.value]; }
    const Item& operator[](Handle<Item> handle) const { return *items_[handle.value]; }
    bool contains(Handle<Item> handle) const {
        return handle.value < items_.size() && items_[handle.value].has_value();
    }
    std::size_t size() const { return size_; }

    /// In the order of handles. `visit(handle, item)` may add and erase; what it adds may or may not be visited.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (std::uint32_t place = 0; place < items_.size(); ++place) {
            if (items_[place]) visit(Handle<Item>{place}, *items_[place]);
        }
    }

  private:
    std::deque<std::optional<Item>> items_;
    std::vector<std::uint32_t> free_;
    std::size_t size_ = 0;
};

}  // namespace stimchat::engine
