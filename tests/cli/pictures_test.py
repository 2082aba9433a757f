#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Pictures of templates and fleets in headless Chromium: light and dark, narrow and wide."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from PIL import Image

import report

OPTIONS = None
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr"]
MACHINES = ["corpora/cpus/graviton-3.txt", "corpora/cpus/ampere-altra.txt"]
SCHEMES = {"dark": 0, "light": 1}  # Blink's setting preferredColorScheme
NARROW, WIDE = 500, 1300  # columns of pixels; headless Chromium has none below 500


def browse(folder, page, *flags):
    profile = folder / "profile"
    done = subprocess.run(["chromium", *FLAGS, f"--user-data-dir={profile}", "--virtual-time-budget=5000", *flags,
                           f"file://{page}"], capture_output=True, text=True, timeout=240, check=False)
    shutil.rmtree(profile, ignore_errors=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


class Pictures(unittest.TestCase):

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())

    def tearDown(self):
        shutil.rmtree(self.folder)

    def page(self, *arguments):
        page = self.folder / "page.html"
        done = subprocess.run([OPTIONS.idreg, *arguments, "--html", page], capture_output=True, text=True,
                              cwd=OPTIONS.root, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return page

    def screenshot(self, page, scheme, width):
        picture = self.folder / f"{scheme}-{width}.png"
        _, console = browse(self.folder, page, f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}",
                            f"--window-size={width},700", f"--screenshot={picture}")
        self.assertEqual(console, [])
        return Image.open(picture).convert("RGB")

    def looked_at(self, page, marks):
        """Each view has its scheme's paper, is no empty page, and shows the colour that marks what differs."""
        for scheme in SCHEMES:
            for width in (NARROW, WIDE):
                with self.subTest(scheme=scheme, width=width):
                    picture = self.screenshot(page, scheme, width)
                    self.assertEqual(picture.width, width)
                    bright = sum(picture.getpixel((0, 0))) > 3 * 128
                    self.assertEqual(bright, scheme == "light")
                    colours = {colour for _, colour in picture.getcolors(picture.width * picture.height)}
                    self.assertGreater(len(colours), 20, "an empty page")
                    self.assertTrue(marks[scheme] & colours, sorted(colours)[:5])

    def too_wide(self, page, width):
        """Whether the page itself has to be scrolled sideways."""
        text = page.read_text(encoding="utf-8")
        copy = self.folder / "measured.html"
        copy.write_text(text.replace("</body>", "<script>document.body.dataset.over = "
                                     "document.documentElement.scrollWidth > window.innerWidth</script></body>"),
                        encoding="utf-8")
        dom, _ = browse(self.folder, copy, f"--window-size={width},700", "--dump-dom")
        return re.search(r'<body[^>]*data-over="(\w+)"', dom).group(1) == "true"

    def test_two_machines_side_by_side(self):
        page = self.page("decode", *MACHINES)
        self.looked_at(page, {"light": {(0xfd, 0xe6, 0xe7)}, "dark": {(0x40, 0x1a, 0x1d)}})
        dom, console = browse(self.folder, page, "--dump-dom")
        self.assertEqual(console, [])
        self.assertIn('<section id="sides"', dom)
        self.assertIn("<strong>RAS</strong>: 0x2 (version 1.1), then 0x1 (RAS)", dom)
        self.assertRegex(dom, r'<td class="differs">RAS !</td>')
        self.assertRegex(dom, r"\d+ registers differ")
        for width in (NARROW, WIDE):
            self.assertFalse(self.too_wide(page, width), width)

    def test_equal_sides_mark_nothing(self):
        page = self.page("decode", "ID_AA64DFR0_EL1", "0x506", "0x506")
        dom, _ = browse(self.folder, page, "--dump-dom")
        self.assertNotIn('class="differs"', re.sub(r"<(script|style)>.*?</\1>", "", dom, flags=re.S))
        self.assertIn("1 registers are equal", dom)

    def test_a_fleet(self):
        page = self.page("baseline", *MACHINES, "corpora/cpus/raspberry-pi-4.txt")
        self.looked_at(page, {"light": {(0x1a, 0x7f, 0x37)}, "dark": {(0x3f, 0xb9, 0x50)}})
        self.assertFalse(self.too_wide(page, WIDE))

    def test_a_page_that_is_too_wide_is_noticed(self):
        page = self.page("decode", "ID_AA64DFR0_EL1", "0x506", "0x808")
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace(".wide { overflow-x: auto; }", ".wide { width: 3000px; }"), encoding="utf-8")
        self.assertTrue(self.too_wide(page, WIDE))


if __name__ == "__main__":
    report.main(sys.modules[__name__], ("root", "idreg"))
