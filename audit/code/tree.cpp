// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "corpora/arch/lookup.h"
#include "corpora/file.h"

namespace idreg::audit::code {

namespace {

using smt::Context;
using smt::Term;
using smt::lift::Machine;
using smt::lift::Program;

constexpr std::array<std::string_view, 10> kNeeded = {"name", "Op0",   "Op1",      "CRn",      "CRm",
                                                      "Op2",  "reset", "set_user", "get_user", "val"};

/// Reads numbers and names out of the table, which is constant.
class Reader {
 public:
  Reader(const Tree& tree, Machine& machine, Term table) : tree_(tree), machine_(machine), table_(std::move(table)) {}

  std::uint64_t number(std::uint64_t row, const char* member, unsigned width) const {
    const auto value = machine_.load(table_, row + tree_.row.at(member), width);
    return value ? value->constant().value_or(0) : 0;
  }
  std::string symbol(std::uint64_t row, const char* member) const {
    if (!tree_.row.contains(member)) return "";
    const auto value = machine_.load(table_, row + tree_.row.at(member), 64);
    return value ? machine_.name_of(*value) : "";
  }
  std::string text(std::uint64_t row, const char* member) const {
    const auto address = machine_.load(table_, row + tree_.row.at(member), 64);
    std::string result;
    while (address && result.size() < 64) {
      const auto letter = machine_.load(*address, result.size(), 8);
      if (!letter || letter->constant().value_or(0) == 0) break;
      result += static_cast<char>(*letter->constant());
    }
    return result;
  }

 private:
  const Tree& tree_;
  Machine& machine_;
  Term table_;
};

/// The space that the architecture gives to ID registers, and what else the facts know.
bool is_id_register(const Descriptor& row) {
  if (row.reg != nullptr) return true;
  return row.op0 == 3 && row.op1 == 0 && row.crn == 0 && row.crm >= 1 && row.crm <= 7;
}

void read_rows(Tree& tree, std::uint64_t bytes, std::uint64_t stride) {
  const Context context;
  Machine machine(tree.program, context);
  const Reader read(tree, machine, *machine.address_of(tree.table));
  for (std::uint64_t row = 0; row + stride <= bytes; row += stride) {
    Descriptor its{read.text(row, "name"), 0, 0, 0, 0, 0, read.number(row, "val", 64), row, {}, {}, {}, {}, nullptr};
    const auto part = [&](const char* member) { return static_cast<std::uint32_t>(read.number(row, member, 8)); };
    its.op0 = part("Op0");
    its.op1 = part("Op1");
    its.crn = part("CRn");
    its.crm = part("CRm");
    its.op2 = part("Op2");
    its.reg = arch::register_by_encoding(its.op0, its.op1, its.crn, its.crm, its.op2);
    if (!is_id_register(its)) continue;
    if (its.reg != nullptr) its.name = its.reg->name;
    its.reset = read.symbol(row, "reset");
    its.get_user = read.symbol(row, "get_user");
    its.set_user = read.symbol(row, "set_user");
    its.visibility = read.symbol(row, "visibility");
    its.stored = tree.row.contains("reg") && read.number(row, "reg", 32) != 0;
    tree.registers.push_back(std::move(its));
  }
  std::ranges::sort(tree.registers, {}, [](const Descriptor& d) { return d.kvm_id(); });
}

/// The rows of arm64_ftr_regs: {sys_id, reg}.
void read_host(Tree& tree, const std::string& table) {
  const auto layout = tree.program.layout("__ftr_reg_entry");
  const auto bytes = tree.program.size_of(table);
  if (!layout || !bytes || layout->members.size() != 2) return;
  const Context context;
  Machine machine(tree.program, context);
  const Term start = *machine.address_of(table);
  for (std::uint64_t row = 0; row + layout->bytes <= *bytes; row += layout->bytes) {
    const auto id = machine.load(start, row + layout->members[0].offset, 32);
    const auto object = machine.load(start, row + layout->members[1].offset, 64);
    if (!id || !object || !id->constant()) continue;
    const auto number = static_cast<std::uint32_t>(*id->constant());
    const arch::Register* reg = arch::register_by_encoding(number >> 19, number >> 16 & 7, number >> 12 & 15,
                                                           number >> 8 & 15, number >> 5 & 7);
    if (reg != nullptr) tree.host.emplace(machine.name_of(*object), reg->name);
  }
}

std::string find_local(const Program& program, std::span<const Program::Source> modules, const char* symbol) {
  for (const Program::Source& module : modules) {
    if (std::string name = module.name + ":" + symbol; program.defines(name)) return name;
  }
  return program.defines(symbol) ? symbol : "";
}

std::optional<std::uint64_t> find_member(std::span<const Program::Member> members, std::string_view path,
                                         const Program& program) {
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  for (const Program::Member& member : members) {
    if (member.name.empty()) {
      if (const auto inside = find_member(member.inside, path, program)) return inside;
    }
    if (member.name != head) continue;
    if (dot == std::string_view::npos) return member.offset;
    std::optional<std::uint64_t> inner;
    if (!member.type.empty()) {
      if (const auto layout = program.layout(member.type))
        inner = find_member(layout->members, path.substr(dot + 1), program);
    } else {
      return find_member(member.inside, path.substr(dot + 1), program);
    }
    return inner ? std::optional(member.offset + *inner) : std::nullopt;
  }
  return std::nullopt;
}

/// The member that covers an offset, as a path; `left` is what remains of the offset inside it.
std::string path_at(std::span<const Program::Member> members, std::uint64_t& left, const Program& program) {
  for (const Program::Member& member : members) {
    if (left < member.offset || left >= member.offset + member.bytes) continue;
    if (member.name.empty()) return path_at(member.inside, left, program);
    left -= member.offset;
    const auto layout = member.type.empty() ? std::nullopt : program.layout(member.type);
    if (!layout) return member.name;
    const std::string rest = path_at(layout->members, left, program);
    return rest.empty() ? member.name : member.name + "." + rest;
  }
  return "";
}

}  // namespace

std::string_view Descriptor::not_judged() const {
  if (set_user.empty() && stored) {
    return "its row names a place in the vCPU (reg) and no set_user: KVM_SET_ONE_REG stores any value there, and what "
           "becomes of it is not followed";
  }
  if (!set_user.empty() && reset.empty()) {
    return "its row names no reset function, which would be the limit: Linux before 6.5 compares with the host's value "
           "in each set_user function";
  }
  return "";
}

std::uint64_t Descriptor::kvm_id() const {
  return 0x6030000000130000 | std::uint64_t{op0} << 14 | op1 << 11 | crn << 7 | crm << 3 | op2;
}

std::optional<std::uint64_t> Tree::member(std::string_view structure, std::string_view path) const {
  const auto layout = program.layout(structure);
  return layout ? find_member(layout->members, path, program) : std::nullopt;
}

std::string Tree::host_variable(std::string_view reg) const {
  const auto offset = member("arm64_ftr_reg", "sys_val");
  for (const auto& [object, name] : host) {
    if (name == reg && offset) return fmt::format("{}+{:#x}", object, *offset);
  }
  return "";
}

std::string Tree::in_words(std::string_view variable) const {
  const std::size_t plus = variable.find("+0x");
  if (plus == std::string_view::npos) return std::string(variable);
  const std::string object(variable.substr(0, plus));
  std::uint64_t offset = std::stoull(std::string(variable.substr(plus + 3)), nullptr, 16);
  const auto reg = host.find(object);
  const auto layout = program.layout(object == "vcpu" ? "kvm_vcpu" : reg != host.end() ? "arm64_ftr_reg" : object);
  const std::string path = layout ? path_at(layout->members, offset, program) : "";
  if (path.empty()) return std::string(variable);
  if (reg != host.end()) return (path == "sys_val" ? "the host's " : path + " of the host's ") + reg->second;
  return object + "->" + path + (offset == 0 ? "" : fmt::format("+{:#x}", offset));
}

const Descriptor* Tree::find(std::string_view name) const {
  const arch::Register* reg = arch::find_register(name);
  for (const Descriptor& its : registers) {
    if ((reg != nullptr && its.reg == reg) || its.name == name) return &its;
  }
  return nullptr;
}

std::string module_name(const std::filesystem::path& file) { return file.stem().string() + ".c"; }

std::expected<Tree, std::string> load_tree(std::span<const Program::Source> modules) {
  auto program = Program::load(modules);
  if (!program) return std::unexpected(program.error());
  Tree tree{std::move(*program), {}, 0, 0, {}, {}, {}};
  tree.table = find_local(tree.program, modules, "sys_reg_descs");
  if (tree.table.empty()) return std::unexpected("no table sys_reg_descs: arch/arm64/kvm/sys_regs.ll is missing");
  for (const auto& [name, bytes] : {std::pair{"kvm", &tree.vm_bytes}, std::pair{"kvm_vcpu", &tree.vcpu_bytes}}) {
    const auto layout = tree.program.layout(name);
    if (!layout) return std::unexpected(fmt::format("no debug information on struct {}: build with -g", name));
    *bytes = layout->bytes;
  }
  const auto layout = tree.program.layout("sys_reg_desc");
  if (!layout) return std::unexpected("no debug information on struct sys_reg_desc: build with -g");
  for (const Program::Member& member : layout->members) {
    // get_user is __get_user to the compiler: a macro of uaccess.h renames it.
    tree.row[member.name.substr(member.name.find_first_not_of('_'))] = member.offset;
  }
  for (const std::string_view needed : kNeeded) {
    if (!tree.row.contains(std::string(needed)))
      return std::unexpected(fmt::format("struct sys_reg_desc has no member {}: a tree of another shape", needed));
  }
  const auto bytes = tree.program.size_of(tree.table);
  if (!bytes || layout->bytes == 0) return std::unexpected("sys_reg_descs has no size");
  read_rows(tree, *bytes, layout->bytes);
  read_host(tree, find_local(tree.program, modules, "arm64_ftr_regs"));
  if (tree.registers.empty()) return std::unexpected("sys_reg_descs describes no ID register");
  return tree;
}

std::expected<Tree, std::string> load_tree(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".ll" || entry.path().extension() == ".bc") paths.push_back(entry.path());
  }
  if (failed || paths.empty()) return std::unexpected(fmt::format("{}: no *.ll and no *.bc in it", folder));
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  std::vector<Program::Source> modules;
  for (const auto& path : paths) {
    auto text = corpora::read_file(path.string(), std::size_t{256} << 20);
    if (!text) return std::unexpected(corpora::to_text(text.error()));
    texts.push_back(std::move(*text));
  }
  for (std::size_t i = 0; i < paths.size(); ++i) modules.push_back({module_name(paths[i]), texts[i]});
  return load_tree(modules);
}

}  // namespace idreg::audit::code
