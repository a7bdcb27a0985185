"""Makes resources/font-metrics.json: how far each letter of the product's font advances.

Run it again when the `font-source-sans-pro` package changes: python packaging/make_font_metrics.py
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont

WEIGHTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}
TARGET = Path(__file__).parent.parent / "resources" / "font-metrics.json"


def metrics_of(file: Path) -> dict[str, object]:
    """Units per em, ascent and descent, and the letters by advance, in font units; control letters left out."""
    font = TTFont(file)
    advances = font["hmtx"].metrics
    letters: dict[int, list[str]] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        if code >= 0x20 and not 0x7F <= code < 0xA0:
            letters.setdefault(advances[glyph][0], []).append(chr(code))
    return {
        "units": font["head"].unitsPerEm,
        "ascent": font["hhea"].ascent,
        "descent": -font["hhea"].descent,
        "letters": {str(advance): "".join(found) for advance, found in sorted(letters.items())},
    }


def main() -> None:
    """Write the table."""
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    table = {weight: metrics_of(folder / f"SourceSansPro-{name}.ttf") for weight, name in WEIGHTS.items()}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
