#include "io/model/text_reader.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <rapidcheck.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "io/model/valid_range.hpp"

// Protobuf's own parser of text reads what has no expressions: it is the reference here.

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;

namespace {

std::unique_ptr<Message> make_model() {
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("engram.v1.Model");
  REQUIRE(type != nullptr);
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

std::unique_ptr<Message> read(const std::string& text, const engram::Scope& scope = {}) {
  std::unique_ptr<Message> message = make_model();
  engram::SourceMap map("model.txtpb");
  engram::read_text(text, *message, scope, map, [](const Message&) {});
  return message;
}

class Silence : public google::protobuf::io::ErrorCollector {
  void AddError(int, google::protobuf::io::ColumnNumber, const std::string&) override {}
};

/// What protobuf's parser makes of the text; null where it refuses it.
std::unique_ptr<Message> read_by_protobuf(const std::string& text) {
  std::unique_ptr<Message> message = make_model();
  TextFormat::Parser parser;
  Silence silence;
  parser.RecordErrorsTo(&silence);
  return parser.ParseFromString(text, message.get()) ? std::move(message) : nullptr;
}

double draw_valid_number(const FieldDescriptor& field) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const double value =
        *rc::gen::oneOf(rc::gen::arbitrary<double>(), rc::gen::just(0.1), rc::gen::just(1.0));
    if (engram::is_valid(field, value)) return value;
  }
  return 1;
}

std::string draw_text() {
  const auto character = rc::gen::elementOf(std::vector<std::string>{
      "a", "B", "7", " ", "\"", "'", "\\", "#", "{", "\n", "\t", "\xc3\xa9", "\xf0\x9f\x90\x99"});
  std::string text;
  for (const std::string& c : *rc::gen::container<std::vector<std::string>>(character)) text += c;
  return text;
}

void set_scalar(Message& message, const FieldDescriptor& field) {
  const auto& r = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      const double value = draw_valid_number(field);
      return many ? r.AddDouble(&message, &field, value) : r.SetDouble(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      const auto value = *rc::gen::inRange<std::uint32_t>(1, 1000);
      return many ? r.AddUInt32(&message, &field, value) : r.SetUInt32(&message, &field, value);
    }
    case FieldDescriptor::CPPTYPE_UINT64:
      return r.SetUInt64(&message, &field, *rc::gen::inRange<std::uint64_t>(1, 4'000'000'000));
    case FieldDescriptor::CPPTYPE_BOOL:
      return r.SetBool(&message, &field, *rc::gen::arbitrary<bool>());
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value = *rc::gen::inRange(0, field.enum_type()->value_count());
      return many ? r.AddEnumValue(&message, &field, value)
                  : r.SetEnumValue(&message, &field, value);
    }
    default: {
      const std::string value = draw_text();
      return many ? r.AddString(&message, &field, value) : r.SetString(&message, &field, value);
    }
  }
}

/// Sets fields at random; what comes out keeps to the fields' ranges, and need not make sense.
void fill(Message& message) {
  const auto& type = *message.GetDescriptor();
  const auto& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const int count = *rc::gen::inRange(0, field.is_repeated() ? 3 : 2);
    for (int k = 0; k < count; ++k) {
      if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
        set_scalar(message, field);
      } else if (field.is_repeated()) {
        fill(*reflection.AddMessage(&message, &field));
      } else {
        fill(*reflection.MutableMessage(&message, &field));
      }
    }
  }
}

std::string print(const Message& message) {
  TextFormat::Printer printer;
  printer.SetSingleLineMode(*rc::gen::arbitrary<bool>());
  printer.SetUseShortRepeatedPrimitives(*rc::gen::arbitrary<bool>());
  std::string text;
  REQUIRE(printer.PrintToString(message, &text));
  return text;
}

}  // namespace

TEST_CASE("any message comes back from the text that protobuf prints") {
  CHECK(rc::check([] {
    const std::unique_ptr<Message> original = make_model();
    fill(*original);
    const std::unique_ptr<Message> copy = read(print(*original));
    RC_ASSERT(MessageDifferencer::Equals(*original, *copy));
  }));
}

TEST_CASE("every way of writing text is read as protobuf reads it") {
  const std::string text = GENERATE(
      "", "# a comment\nseed: 3", "seed:3,duration:1e3;warm_up:0", "clock < grid { step: .5 } >",
      "clock: { grid: { step: 5. } }", "name: 'single \"quotes\"'",
      "name: \"two\" 'parts'\n\"of a text\"", "name: \"\\303\\244 \\n \\x41\"",
      "population { spike_trains { train { time: [1, 2.5, 3] time: 4 } } }",
      "population { spike_trains { train { time: [] } } }",
      "population [ { size: 1 }, { size: 2 } ]", "poisson_drive { stop: inf }",
      "population { published { correlation: -0.5 } }",
      "population { published { correlation: - 0.5 } }", "seed: 18446744073709551615",
      "population { iaf_psc_exp { separate_currents: false } }",
      "state_recorder { variable: ['V_m', \"I_syn\"] variable: 'I_syn_ex' }",
      "population { relay {} sleep: NEVER }");
  CAPTURE(text);
  const auto expected = read_by_protobuf(text);
  REQUIRE(expected != nullptr);
  CHECK(MessageDifferencer::Equals(*expected, *read(text)));
}

TEST_CASE("what protobuf refuses is refused") {
  const std::string text = GENERATE(
      "seed", "seed:", "seed: {", "seed: -1", "seed: 1.5", "seed: 1 seed: 2", "name: \"open",
      "name: 3", "clock { grid {", "clock }", "}", "clock { grid { step: 1 } ]",
      "clock { grid { step: 1 > }", "[a.b]: 1", "population { relay {} iaf_psc_delta {} }",
      "population { sleep: SOMETIMES }", "population { enabled: maybe }",
      "population { enabled: 2e }", "name: \"\\q\"", "seed: 18446744073709551616", "duration: 0x10",
      "seed: 1 1", "spike_recorder { neurons { first: 4294967296 } }",
      "spike_recorder { neurons { index: [1, ] } }", "1: 2");
  CAPTURE(text);
  CHECK(read_by_protobuf(text) == nullptr);
  CHECK_THROWS_AS(read(text), engram::UserError);
}

TEST_CASE(
    "an expression stands for its value, wherever a number, a bool or an enum value can stand") {
  const engram::Scope scope{{"scale", 0.5}, {"sweep", 1}};
  const auto [expression, plain] = GENERATE(table<std::string, std::string>({
      {"seed: \"2^40\"", "seed: 1099511627776"},
      {"seed: '6 * ' \"scale\"", "seed: 3"},
      {"duration: \"scale / 3\"", "duration: 0.16666666666666666"},
      {"population { size: \"0.1 * 30\" }", "population { size: 3 }"},
      {"population { enabled: \"scale > 1\" }", "population { enabled: false }"},
      {"population { enabled: 7 }", "population { enabled: true }"},
      {"population { sleep: \"if(sweep, NEVER, AUTO)\" }", "population { sleep: NEVER }"},
      {"poisson_drive { stop: \"if(sweep, inf, 10)\" }", "poisson_drive { stop: inf }"},
      {"population { spike_trains { train { time: [1, \"1 + scale\"] } } }",
       "population { spike_trains { train { time: [1, 1.5] } } }"},
      {"name: \"scale\"", "name: 'scale'"},
  }));
  CAPTURE(expression);
  const auto expected = read_by_protobuf(plain);
  REQUIRE(expected != nullptr);
  CHECK(MessageDifferencer::Equals(*expected, *read(expression, scope)));
}
