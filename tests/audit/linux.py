# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The real tree for tests: its IR, edited as text or compiled again from edited sources, and what audit says."""
import glob
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest


class Linux:
    """One unpacked and built tree."""

    def __init__(self, work, version, idreg):
        self.tree = pathlib.Path(work, version)
        if not self.tree.exists():
            raise unittest.SkipTest(f"Debian's package linux-source-{version} is not here (tools/setup installs it)")
        self.idreg = idreg
        stamps = [json.loads(pathlib.Path(s).read_text()) for s in glob.glob(f"{work}/cache/*/stamp")]
        stamp = next(s for s in stamps if ["tree", str(self.tree.resolve())] in s["origin"])
        bitcode = [pathlib.Path(m) for m in stamp["modules"]]
        kept = next(p for p in bitcode[0].parents if p.name == "bitcode")
        self.out = kept.parent / "out"  # where the kernel's build left the text of the same
        self.modules = [(self.out / m.relative_to(kept)).with_suffix(".ll") for m in bitcode]
        self.texts = {m.name: m.read_text() for m in self.modules}
        self.scratch = tempfile.TemporaryDirectory(prefix="idreg-linux-")

    def folder(self, texts):
        """A folder with the modules, some of them replaced."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch.name))
        for module in self.modules:
            if module.name in texts:
                (folder / module.name).write_text(texts[module.name])
            else:
                (folder / module.name).symlink_to(module)
        return folder

    def with_signed_pmu_versions(self):
        """A folder where PMUVer and PerfMon are signed again, as they were until 2026."""
        text = self.texts["cpufeature.ll"]
        for table, shift in [("ftr_id_aa64dfr0", 8), ("ftr_id_dfr0", 24)]:
            start = text.index(f"\n@{table} = ")
            end = text.index("\n", start + 1)
            row = f"{{ i8 0, i8 0, i8 0, i32 0, i8 {shift}, i8 4, i64 0 }}"
            if text[start:end].count(row) != 1:
                raise AssertionError(f"{table}: no row for bit {shift} as it was known")
            text = text[:start] + text[start:end].replace(row, row.replace("{ i8 0", "{ i8 1", 1)) + text[end:]
        return self.folder({"cpufeature.ll": text})

    def edited(self, module, *changes):
        """A folder where the text of a module has (pattern, replacement) applied, each exactly once."""
        text = self.texts[module]
        for pattern, replacement in changes:
            text, count = re.subn(pattern, replacement, text, flags=re.M)
            if count != 1:
                raise AssertionError(f"{module}: {pattern} matches {count} times")
        return self.folder({module: text})

    def compiled(self, modules, *changes):
        """A folder where the modules are compiled again with (file, old, new) applied to sources, each exactly once.

        The compiler's overlay shows it the edited files; the tree stays as it is."""
        folder = self.folder({})
        overlay = {}
        for file, old, new in changes:
            text = overlay.get(file) or (self.tree / file).read_text()
            if text.count(old) != 1:
                raise AssertionError(f"{file}: {old!r} stands there {text.count(old)} times")
            overlay[file] = text.replace(old, new)
        entries = []
        for number, (file, text) in enumerate(overlay.items()):
            copy = folder / f"source{number}"
            copy.write_text(text)
            entries.append({"type": "file", "name": str(self.tree / file), "external-contents": str(copy)})
        (folder / "overlay.yaml").write_text(json.dumps(
            {"version": 0, "use-external-names": False, "roots": entries}))
        for name in modules:
            module = next(m for m in self.modules if m.name == name)
            commands = (module.parent / f".{name}.cmd").read_text().split("\n", 1)[0].split(":=", 1)[1]
            words = [w for w in shlex.split(commands) if not w.startswith("-Wp,-MMD")]
            words[words.index("-o") + 1] = str(folder / name)
            (folder / name).unlink()
            subprocess.run([*words, "-ivfsoverlay", str(folder / "overlay.yaml")], cwd=self.out, check=True)
        return folder

    def with_texts(self, *changes):
        """A tree of links in which (file, old, new) are applied to texts that no compiler reads."""
        top = pathlib.Path(tempfile.mkdtemp(dir=self.scratch.name))
        for file in ["Makefile", "arch/arm64/kernel/cpufeature.c", "arch/arm64/tools/sysreg", self.selftest()]:
            (top / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.tree / file, top / file)
        for file, old, new in changes:
            text = (top / file).read_text()
            if text.count(old) != 1:
                raise AssertionError(f"{file}: {old!r} stands there {text.count(old)} times")
            (top / file).write_text(text.replace(old, new))
        return top

    def selftest(self):
        for name in ["arm64", "aarch64"]:
            path = f"tools/testing/selftests/kvm/{name}/set_id_regs.c"
            if (self.tree / path).exists():
                return path
        raise AssertionError("no set_id_regs.c")

    def run(self, *arguments):
        return subprocess.run([self.idreg, *map(str, arguments)], capture_output=True, text=True, check=False)

    def audit(self, folder, tree=None, *options):
        """The document, and findings as a set of "kind register.field severity"."""
        ran = self.run("audit", tree or self.tree, "--ir", folder, "--json", *(options or ["--tables-only"]))
        if ran.returncode not in (0, 1):
            raise AssertionError(f"exit status {ran.returncode}: {ran.stderr}")
        document = json.loads(ran.stdout)
        return document, {words(f) for f in document["findings"]}


def words(finding):
    name = finding["register"] + ("." + finding["field"] if finding["field"] else "")
    return f"{finding['kind']} {name} {finding['severity']}"
