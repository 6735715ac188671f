#pragma once

#include <concepts>
#include <memory>
#include <typeinfo>
#include <utility>

namespace engram {

/// A struct with a descriptor.
template <class T, class Descriptor>
concept DescribedBy = requires {
  { T::descriptor() } -> std::same_as<const Descriptor&>;
};

/// A value of any type that has a descriptor, or none. Code that does not have the type works on it
/// through the descriptor.
template <class Descriptor>
class Described {
 public:
  Described() = default;
  template <class T>
  requires DescribedBy<T, Descriptor> Described(T value)
      : content_(std::make_unique<Of<T>>(std::move(value))) {}
  Described(const Described& other) : content_(other.content_ ? other.content_->copy() : nullptr) {}
  Described(Described&&) noexcept = default;
  Described& operator=(const Described& other) {
    if (this != &other) content_ = other.content_ ? other.content_->copy() : nullptr;
    return *this;
  }
  Described& operator=(Described&&) noexcept = default;
  ~Described() = default;

  bool empty() const { return content_ == nullptr; }

  /// Not for an empty one.
  const Descriptor& descriptor() const { return content_->descriptor(); }

  /// The value, where it is of the type T; else null.
  template <class T>
  T* get_if() {
    return holds<T>() ? static_cast<T*>(content_->data()) : nullptr;
  }
  template <class T>
  const T* get_if() const {
    return holds<T>() ? static_cast<const T*>(std::as_const(*content_).data()) : nullptr;
  }

  template <class T>
  bool holds() const {
    return content_ != nullptr && content_->type() == typeid(T);
  }

  /// The value; throws std::bad_cast where it is of another type than T.
  template <class T>
  T& as() {
    if (!holds<T>()) throw std::bad_cast();
    return *get_if<T>();
  }
  template <class T>
  const T& as() const {
    if (!holds<T>()) throw std::bad_cast();
    return *get_if<T>();
  }

  /// For the `get` and `set` of ParameterDescriptor.
  void* data() { return content_->data(); }
  const void* data() const { return std::as_const(*content_).data(); }

 private:
  struct Content {
    virtual ~Content() = default;
    virtual std::unique_ptr<Content> copy() const = 0;
    virtual const Descriptor& descriptor() const = 0;
    virtual const std::type_info& type() const = 0;
    virtual void* data() = 0;
    virtual const void* data() const = 0;
  };

  template <class T>
  struct Of final : Content {
    explicit Of(T v) : value(std::move(v)) {}
    std::unique_ptr<Content> copy() const override { return std::make_unique<Of>(value); }
    const Descriptor& descriptor() const override { return T::descriptor(); }
    const std::type_info& type() const override { return typeid(T); }
    void* data() override { return &value; }
    const void* data() const override { return &value; }
    T value;
  };

  std::unique_ptr<Content> content_;
};

}  // namespace engram
