#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""--junit, --sarif and --html: valid by their schemas, the same numbers as the JSON, and read in a browser."""
import copy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import jsonschema
import report

OPTIONS = None
HERE = pathlib.Path(__file__).parent
SAMPLES = [HERE / "report" / "prove.json", HERE / "report" / "others.json"]
COVERAGE = HERE / "report" / "coverage.json"
SARIF = json.loads((HERE / "sarif_subset.json").read_text(encoding="utf-8"))
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr"]


def idreg(*arguments):
    return subprocess.run([OPTIONS.idreg, *map(str, arguments)], capture_output=True, text=True, check=False)


def valid_junit(path):
    """Whether xmllint accepts the file by our schema."""
    done = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", HERE / "junit_subset.xsd", path],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0


class Folder(unittest.TestCase):
    """A folder for each case."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)


class Files(Folder):
    """What services read."""

    def write(self, *documents):
        outputs = [self.folder / name for name in ("j.xml", "s.json", "r.html")]
        done = idreg("report", "--junit", outputs[0], "--sarif", outputs[1], "--html", outputs[2], *documents)
        self.assertEqual(done.returncode, 0, done.stderr)
        return outputs

    def test_both_are_valid_and_count_alike(self):
        junit, sarif, _ = self.write(*SAMPLES)
        self.assertTrue(valid_junit(junit))
        suite = ElementTree.parse(junit).getroot()
        self.assertEqual({k: suite.get(k) for k in ("tests", "failures", "errors", "skipped")},
                         {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"})
        findings = json.loads(sarif.read_text(encoding="utf-8"))
        jsonschema.validate(findings, SARIF)
        results = findings["runs"][0]["results"]
        self.assertEqual([r["level"] for r in results], ["warning", "error"])
        rules = findings["runs"][0]["tool"]["driver"]["rules"]
        for result in results:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
        self.assertIn("0x800 under 0x0", results[1]["message"]["text"])

    def test_the_schemas_refuse_what_is_wrong(self):
        junit, sarif, _ = self.write(*SAMPLES)
        good = json.loads(sarif.read_text(encoding="utf-8"))
        for spoil in (lambda d: d.pop("version"), lambda d: d["runs"][0]["results"][0].pop("message"),
                      lambda d: d["runs"][0]["results"][0].update(level="fatal"),
                      lambda d: d["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]
                      .update(uri="a b")):
            bad = copy.deepcopy(good)
            spoil(bad)
            with self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate(bad, SARIF)
        text = junit.read_text(encoding="utf-8")
        for old, new in ((" tests=", " test="), ("<failure ", "<fail "), ("classname=", "class=")):
            spoilt = re.sub(old, new, text).replace("</failure>", "</fail>" if "fail " in new else "</failure>")
            junit.write_text(spoilt, encoding="utf-8")
            self.assertFalse(valid_junit(junit), new)

    def test_a_campaign_writes_its_own(self):
        junit, sarif, page = (self.folder / name for name in ("j.xml", "s.json", "r.html"))
        done = idreg("fuzz", "--claim", "never-above-limit", "--subject", "pmuver-signed", "--runs", 20000, "--json",
                     "--junit", junit, "--sarif", sarif, "--html", page, "--out", self.folder / "out")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertTrue(valid_junit(junit))
        jsonschema.validate(json.loads(sarif.read_text(encoding="utf-8")), SARIF)
        self.assertEqual(ElementTree.parse(junit).getroot().get("failures"), "1")
        self.assertIn("never-above-limit", page.read_text(encoding="utf-8"))

    def test_unreadable_documents_are_named(self):
        other = self.folder / "other.json"
        for text in ("{", "[]", "{}", '{"schema": 2}'):
            other.write_text(text, encoding="utf-8")
            done = idreg("report", "--html", self.folder / "r.html", other)
            self.assertEqual(done.returncode, 2)
            self.assertIn("other.json", done.stderr)
        self.assertEqual(idreg("report", SAMPLES[0]).returncode, 2)


class Page(Folder):
    """The page in headless Chromium."""

    def browse(self, page, fragment="", *flags):
        """(the document as the browser holds it, what it wrote to its console)."""
        profile = self.folder / "profile"
        done = subprocess.run(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=5000", *flags, "--dump-dom",
             f"file://{page}{fragment}"], capture_output=True, text=True, timeout=240, check=False)
        shutil.rmtree(profile, ignore_errors=True)
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    def page(self, *documents):
        page = self.folder / "r.html"
        done = idreg("report", "--html", page, *documents)
        self.assertEqual(done.returncode, 0, done.stderr)
        return page

    def test_numbers_are_those_of_the_documents(self):
        page = self.page(*SAMPLES)
        dom, console = self.browse(page)
        self.assertEqual(console, [])
        self.assertIn("1 of 3 claims proved, 1 refuted", dom)
        self.assertIn("1 audit findings", dom)
        claims = re.search(r'<table id="claims-table">.*?</table>', dom, re.S)
        self.assertIsNotNone(claims)
        for shown in ("field-equals-spec", "2.50", "out of budget", "2000 native samples agreed", "1000"):
            self.assertIn(shown, dom)
        for drawn in ("PMUVer !", "11:8", "0x8"):
            self.assertIn(drawn, dom)
        for section in ("designs", "counterexamples", "mutants", "audit", "differences"):
            self.assertIn(f'<section id="{section}"', dom)
        self.assertNotIn('<section id="campaigns"', dom)
        self.assertIn("2 mutants by proof: 1 killed, 1 equivalent", dom)
        for sign in ("[object", "undefined", "NaN"):
            self.assertNotIn(sign, re.sub(r"<script>.*</script>", "", dom, flags=re.S))

    def test_engines_stand_side_by_side(self):
        documents = []
        for engine in ("random", "rapidcheck"):
            done = idreg("fuzz", f"--{engine}", "--subject", "pmuver-signed", "--claim", "[nr]e*", "--runs", 2000,
                         "--as-found", "--json", "--out", self.folder)
            self.assertEqual(done.returncode, 1, done.stderr)
            documents.append(self.folder / f"{engine}.json")
            documents[-1].write_text(done.stdout, encoding="utf-8")
        dom, console = self.browse(self.page(*documents))
        self.assertEqual(console, [])
        found = re.search(r'<table id="engines-table">.*?</table>', dom, re.S)
        self.assertIsNotNone(found)
        rows = re.findall(r"<tr.*?</tr>", found[0], re.S)[1:]
        for row, path in zip(rows, documents, strict=True):
            shown = re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
            document = json.loads(path.read_text(encoding="utf-8"))
            self.assertEqual(shown[:3], [document["engine"], "pmuver-signed",
                                         str(sum(result["cases"] for result in document["results"]))])
            self.assertEqual(shown[5], f"{document['coverage']['reached']} of {document['coverage']['possible']}")
            violated = [result for result in document["results"] if result["outcome"] == "violated"]
            self.assertEqual(shown[7], str(len(violated)))
            self.assertTrue(violated)

    def test_coverage_is_that_of_the_document(self):
        dom, console = self.browse(self.page(COVERAGE))
        self.assertEqual(console, [])
        found = re.search(r'<section id="coverage".*?</section>', dom, re.S)
        self.assertIsNotNone(found)
        rows = re.findall(r"<tr.*?</tr>", found[0], re.S)[1:]
        cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
        for shown, row in zip(cells, json.loads(COVERAGE.read_text(encoding="utf-8"))["code_coverage"], strict=True):
            wanted = [row["part"], row["method"]]
            for what in ("lines", "branches"):
                wanted += [f"{row[what + '_reached']} of {row[what]}",
                           f"{100 * row[what + '_reached'] / row[what]:.1f}%", f"{row['floor'][what]}%"]
            self.assertEqual(shown[:-1], wanted)
            self.assertIn("kept" if row["kept"] else "below", shown[-1])
        self.assertIn("engine/order.cpp</code>: 30, 31", found[0])
        self.assertNotIn('<section id="others"', dom)

    def test_text_of_documents_is_no_markup(self):
        dom, console = self.browse(self.page(*SAMPLES))
        self.assertEqual(console, [])
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", dom)

    def test_a_search_leaves_what_it_names(self):
        page = self.page(*SAMPLES)
        dom, _ = self.browse(page, "#search=out+of+budget")
        shown, of = re.search(r'role="status">(\d+) of (\d+)<', dom).groups()
        self.assertEqual((int(shown), dom.count('class="item" hidden=""') > 4, int(of) > 4), (1, True, True))

    def test_nothing_comes_from_elsewhere(self):
        text = self.page(*SAMPLES).read_text(encoding="utf-8")
        self.assertIsNone(re.search(r'(src|href)="(?!data:|#)', text))
        self.assertIn("default-src 'none'", text)

    def test_a_fault_in_the_page_is_noticed(self):
        page = self.page(*SAMPLES)
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace("const items =", "const items = absent +"), encoding="utf-8")
        _, console = self.browse(page)
        self.assertTrue(console)


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("idreg",))
