#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "io/recording/file.hpp"

// The header of an array file of NumPy (.npy): numpy.lib.format describes it. Nothing of it is
// evaluated, only read.

namespace engram {

/// A field of a row, or the type of all elements where rows have no fields.
struct NpyField {
  std::string name;        ///< empty for elements and for padding
  char kind = 'V';         ///< u, i, f: numbers; V: bytes without meaning
  std::size_t bytes = 0;   ///< numbers are little-endian
  std::size_t offset = 0;  ///< within the row
};

/// What an array is.
struct NpyHeader {
  std::vector<NpyField> fields;  ///< one, without a name, where elements are plain numbers
  bool structured = false;
  std::size_t element_bytes = 0;
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
  std::uint64_t data_offset = 0;  ///< bytes from the beginning of the file
};

/// Reads the header of format 1.0, 2.0 or 3.0. Throws FileError where the bytes are none, and for
/// types of elements that are no integers and floats of 1 to 8 bytes, little-endian.
NpyHeader read_npy_header(const File& file);

/// The header of format 1.0 of an array of shape (rows,) in C order, its data aligned to 64 bytes;
/// `type` is its type as Python text.
std::string npy_header_text(const std::string& type, std::uint64_t rows);

}  // namespace engram
