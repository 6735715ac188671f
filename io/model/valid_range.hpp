#pragma once

#include <google/protobuf/descriptor.h>

#include <string>

namespace engram {

// The contents of a field's `valid` option.

/// Whether it has to be given.
bool is_required(const google::protobuf::FieldDescriptor& field);

/// Whether it is a time that has to be a multiple of the clock's step.
bool needs_grid(const google::protobuf::FieldDescriptor& field);

/// Whether it is the time of a spike, which a continuous clock has at any time.
bool is_spike_time(const google::protobuf::FieldDescriptor& field);

/// Whether it is a text that may stand without quotes.
bool is_word(const google::protobuf::FieldDescriptor& field);

/// The field of a message that is meant where a number stands in place of the message, or null.
const google::protobuf::FieldDescriptor* number_in_short(
    const google::protobuf::FieldDescriptor& field);

/// Likewise the repeated field that is meant where a list does, or null.
const google::protobuf::FieldDescriptor* list_in_short(
    const google::protobuf::FieldDescriptor& field);

/// Whether the option allows a number.
bool is_valid(const google::protobuf::FieldDescriptor& field, double value);

/// What is allowed, with its unit, as in "above 0 ms" or "a whole number from 1 to 8".
std::string valid_range(const google::protobuf::FieldDescriptor& field);

/// The unit with a space before it, or nothing.
std::string unit_of(const google::protobuf::FieldDescriptor& field);

}  // namespace engram
