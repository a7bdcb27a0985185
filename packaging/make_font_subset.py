"""Makes resources/font/*.woff2: the parts of the product's font that SVG files carry along.

The font's licence (SIL Open Font License 1.1) reserves its name, so the parts bear a name of their own inside; the
licence itself is copied beside them. Run it again when the `font-source-sans-pro` package changes:
python packaging/make_font_subset.py
"""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = {"regular": "Regular", "semibold": "Semibold"}
RANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "latin": ((0x20, 0x7E), (0xA0, 0xFF), (0x152, 0x153), (0x2013, 0x2014), (0x2018, 0x201E), (0x2020, 0x2022),
              (0x2026, 0x2026), (0x2030, 0x2030), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2122, 0x2122),
              (0x2190, 0x2193), (0x2212, 0x2212)),
    "latin-more": ((0x100, 0x151), (0x154, 0x24F), (0x1E00, 0x1EFF)),
    "greek-cyrillic": ((0x370, 0x3FF), (0x400, 0x52F)),
}
TARGET = Path(__file__).parent.parent / "resources" / "font"


def make(source: Path, ranges: tuple[tuple[int, int], ...], target: Path, name: str) -> list[int]:
    """Write one part of one weight; returns the code points that it holds."""
    font = TTFont(source, recalcTimestamp=False)
    wanted = {code for first, last in ranges for code in range(first, last + 1)} & font.getBestCmap().keys()
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6, 13, 14], notdef_outline=True,
                             recalc_timestamp=False, flavor="woff2")
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(wanted))
    worker.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = name
    subset.save_font(font, str(target), options)
    return sorted(wanted)


def main() -> None:
    """Write all parts, the table of what each holds, and the licence."""
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    TARGET.mkdir(exist_ok=True)
    held: dict[str, list[list[int]]] = {}
    for part, ranges in RANGES.items():
        for weight, name in WEIGHTS.items():
            target = TARGET / f"{part}-{weight}.woff2"
            codes = make(folder / f"SourceSansPro-{name}.ttf", ranges, target, f"D365ArchSans-{part}-{weight}")
            print(f"{target.name}: {target.stat().st_size:,} bytes, {len(codes)} letters")
        held[part] = [list(pair) for pair in ranges]
    (TARGET / "parts.json").write_text(json.dumps(held) + "\n", encoding="utf-8")
    shutil.copyfile(folder / "LICENSE.txt", TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
