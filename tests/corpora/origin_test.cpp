// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The architecture's tables against the lists from which they were made (the directory IDREG_FACTS).
// Built only where those are at hand. Each comparison is also given an altered list, which it must notice.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/file.h"
#include "corpora/text.h"
#include "tests/corpora/csv.h"

namespace idreg::corpora {
namespace {

using test::parse_csv;
using test::Row;

std::string facts(const std::string& name) {
  const char* directory = std::getenv("IDREG_FACTS");
  return read_file(std::string(directory == nullptr ? "IDREG_FACTS is not set" : directory) + "/" + name).value();
}

const arch::Field* find(const Row& row) {
  const arch::Register* reg = arch::find_register(row.at("register"));
  return reg == nullptr ? nullptr : arch::find_field(*reg, row.at("field"));
}

std::string encoding(const arch::Register& reg) {
  return fmt::format("{}_{}_C{}_C{}_{}", reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
}

/// Names, encodings and bits: what differs, by register and field.
std::vector<std::string> differences_in_fields(const std::vector<Row>& rows) {
  std::vector<std::string> found;
  for (const Row& row : rows) {
    const arch::Field* field = find(row);
    const std::string name = row.at("register") + "." + row.at("field");
    if (field == nullptr) {
      found.push_back(name + " is missing");
      continue;
    }
    if (encoding(*arch::find_register(row.at("register"))) != row.at("encoding")) found.push_back(name + " encoding");
    if (field->name != row.at("field")) found.push_back(name + " spelling");
    if (field->entry.shift != parse_number(row.at("lsb"))) found.push_back(name + " lsb");
    if (field->entry.shift + field->entry.width - 1 != parse_number(row.at("msb"))) found.push_back(name + " msb");
  }
  return found;
}

/// The scheme that a row of schemes.csv means, by its bias and direction rather than by its letter.
Scheme scheme_of(const Row& row, const arch::Field& field) {
  const std::string& letter = row.at("scheme");
  const bool unordered = std::string_view("V I R X D").find(letter) != std::string_view::npos;
  if (unordered || row.at("field") == "SYSPMUID") return Scheme{OrderKind::None, 0, field.entry.safe};
  if (row.at("direction") == "bit subset") return Scheme{OrderKind::Subset, 0, 0};
  const std::uint64_t bias = letter == "U!" ? 15 : parse_number(row.at("bias")).value();
  const bool reverse = row.at("direction") == "higher is safe";
  return Scheme{reverse ? OrderKind::ReverseRotation : OrderKind::Rotation, bias, 0};
}

/// Letters, schemes and bases: what differs.
std::vector<std::string> differences_in_schemes(const std::vector<Row>& rows) {
  const std::map<std::string, arch::Basis> bases = {{"Features.json", arch::Basis::Feature},
                                                    {"Arm ARM", arch::Basis::Manual},
                                                    {"Arm ARM / default", arch::Basis::Principle}};
  std::vector<std::string> found;
  for (const Row& row : rows) {
    const arch::Field* field = find(row);
    const std::string name = row.at("register") + "." + row.at("field");
    if (field == nullptr) {
      found.push_back(name + " is missing");
      continue;
    }
    if (field->scheme != scheme_of(row, *field)) found.push_back(name + " scheme");
    if (field->letter != row.at("scheme") && row.at("field") != "SYSPMUID") found.push_back(name + " letter");
    if (field->basis != bases.at(row.at("basis"))) found.push_back(name + " basis");
    if (field->entry.width != parse_number(row.at("width"))) found.push_back(name + " width");
  }
  return found;
}

/// Whether the tables define this feature by this field alone, at or above this number.
bool defined(std::string_view feature, const arch::Register& reg, const arch::Field& field, bool is_signed,
             std::uint64_t number) {
  for (const arch::Definition& d : arch::definitions()) {
    if (d.feature != feature || d.register_count != 1 || d.registers[0] != arch::index_of(reg)) continue;
    if (d.conjunction_count != 1 || d.ends[0] != 1) continue;
    const arch::Atom& atom = d.atoms[0];
    if (atom.shift == field.entry.shift && atom.width == field.entry.width && (atom.is_signed != 0) == is_signed &&
        atom.compare == arch::Compare::AtLeast && atom.constant == number) {
      return true;
    }
  }
  return false;
}

/// The plain thresholds of fields.csv ("FEAT_X <-> UInt >= 1"), which were derived independently of the
/// definitions: what has none. Counts those that were looked for.
std::vector<std::string> differences_in_thresholds(const std::vector<Row>& rows, int* compared) {
  std::vector<std::string> found;
  for (const Row& row : rows) {
    const arch::Field* field = find(row);
    for (std::string_view part : split(row.at("arm_thresholds"), ';')) {
      if (part.starts_with('[')) part = trimmed(part.substr(part.find(']') + 1));
      const std::size_t arrow = part.find(" <-> ");
      if (arrow == std::string_view::npos) continue;
      const auto right = words(part.substr(arrow + 5));
      if (right.size() != 3 || right[1] != ">=" || (right[0] != "UInt" && right[0] != "SInt")) continue;
      ++*compared;
      const arch::Register& reg = *arch::find_register(row.at("register"));
      if (!defined(part.substr(0, arrow), reg, *field, right[0] == "SInt", parse_number(right[2]).value())) {
        found.push_back(row.at("register") + "." + row.at("field") + ": " + std::string(part));
      }
    }
  }
  return found;
}

using Strings = std::vector<std::string>;

TEST(Origin, FieldsAreThoseOfTheList) {
  auto rows = parse_csv(facts("fields.csv"));
  EXPECT_EQ(rows.size(), 400U);
  EXPECT_EQ(differences_in_fields(rows), Strings());
  rows[0]["lsb"] = "27";
  rows[1]["encoding"] = "3_0_C0_C1_7";
  rows[2]["field"] = "Nope";
  EXPECT_EQ(differences_in_fields(rows),
            (Strings{"ID_PFR0_EL1.RAS lsb", "ID_PFR0_EL1.DIT encoding", "ID_PFR0_EL1.Nope is missing"}));
}

TEST(Origin, SchemesAreThoseOfTheList) {
  auto rows = parse_csv(facts("schemes.csv"));
  EXPECT_EQ(rows.size(), 400U);
  EXPECT_EQ(differences_in_schemes(rows), Strings());
  rows[0]["bias"] = "8";
  rows[1]["direction"] = "higher is safe";
  rows[2]["basis"] = "Arm ARM";
  rows[3]["scheme"] = "F";
  EXPECT_EQ(differences_in_schemes(rows), (Strings{"ID_PFR0_EL1.RAS scheme", "ID_PFR0_EL1.DIT scheme",
                                                   "ID_PFR0_EL1.AMU basis", "ID_PFR0_EL1.CSV2 letter"}));
}

TEST(Origin, ThresholdsAreDefinitions) {
  auto rows = parse_csv(facts("fields.csv"));
  int compared = 0;
  EXPECT_EQ(differences_in_thresholds(rows, &compared), Strings());
  EXPECT_GT(compared, 250);
  rows[1]["arm_thresholds"] = "FEAT_DIT <-> UInt >= 2";
  EXPECT_EQ(differences_in_thresholds(rows, &compared), Strings{"ID_PFR0_EL1.DIT: FEAT_DIT <-> UInt >= 2"});
}

TEST(Origin, MachinesHaveTheirRegisters) {
  const std::pair<const char*, const char*> machines[] = {{"ampere-altra", "ampere-altra-host-ubuntu"},
                                                          {"raspberry-pi-4", "cortexa72-host-ubuntu"},
                                                          {"graviton-3", "graviton3-host-amazonlinux"}};
  for (const auto& [ours, theirs] : machines) {
    const auto original = parse_dump(facts(fmt::format("cpus/{}.txt", theirs)), theirs);
    ASSERT_TRUE(original) << to_text(original.error());
    EXPECT_EQ(original->format, DumpFormat::CpuSysregs);
    const auto copy = read_dump(fmt::format("corpora/cpus/{}.txt", ours));
    ASSERT_TRUE(copy) << to_text(copy.error());
    EXPECT_EQ(copy->registers, original->registers) << ours;
    EXPECT_EQ(copy->kind, original->kind) << ours;
  }
}

TEST(Origin, FingerprintsRead) {
  for (const char* model : {"N1", "V1"}) {
    const auto dump = parse_dump(facts(fmt::format("firecracker/fingerprint_NEOVERSE_{}_6.1.json", model)), model);
    ASSERT_TRUE(dump) << to_text(dump.error());
    EXPECT_EQ(dump->kind, DumpKind::Guest);
    EXPECT_GE(dump->registers.size(), 35U);
    EXPECT_EQ(dump->registers.size() + dump->skipped.size(), 242U);
  }
  const auto refused = parse_dump(facts("firecracker/template_V1N1.json"), "t");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("this is a template"), std::string::npos);
}

}  // namespace
}  // namespace idreg::corpora
