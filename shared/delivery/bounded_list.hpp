#pragma once

#include <array>
#include <cstddef>
#include <utility>

namespace stimchat::delivery {

/// A list in order, with a bound and without an allocation of its own. For few elements: taking one out moves those
/// behind it.
template <class Element, std::size_t Bound>
class BoundedList {
  public:
    using value_type = Element;

    /// A new last element, to be filled in; null if the list is full.
    Element* add() { return is_full() ? nullptr : &elements_[size_++]; }
    /// `element` is one of the list's own.
    Element take(Element* element) {
        Element taken = std::move(*element);
        for (--size_; element != end(); ++element)
            *element = std::move(element[1]);
        *element = Element{};  // let go of what it holds
        return taken;
    }
    void clear() {
        while (size_ > 0)
            elements_[--size_] = Element{};
    }

    Element* begin() { return elements_.data(); }
    Element* end() { return elements_.data() + size_; }
    const Element* begin() const { return elements_.data(); }
    const Element* end() const { return elements_.data() + size_; }
    std::size_t size() const { return size_; }
    bool is_empty() const { return size_ == 0; }
    bool is_full() const { return size_ == Bound; }

  private:
    std::array<Element, Bound> elements_{};
    std::size_t size_ = 0;
};

}  // namespace stimchat::delivery
