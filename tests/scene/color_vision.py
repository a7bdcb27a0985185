"""How far apart colors look, also to eyes that lack one kind of cone.

Dichromacy: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of Color
Vision Deficiency", IEEE TVCG 15 (2009), matrices of severity 1.0, on linear RGB. Difference: CIEDE2000 (CIE 142:2001,
in the form of Sharma, Wu and Dalal, 2005), D65.
"""

from __future__ import annotations

import math

Triple = tuple[float, float, float]

EYES: dict[str, tuple[Triple, Triple, Triple]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen_apart(first: str, second: str, eyes: str = "normal") -> float:
    """CIEDE2000 difference of two `#RRGGBB` colors as seen with these eyes; below about 2 nobody tells them apart."""
    return difference(_lab(first, eyes), _lab(second, eyes))


def _lab(color: str, eyes: str) -> Triple:
    rgb = [_linear(int(color[i:i + 2], 16) / 255) for i in (1, 3, 5)]
    seen = [min(1.0, max(0.0, sum(w * v for w, v in zip(row, rgb, strict=True)))) for row in EYES[eyes]]
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (_cube(sum(w * v for w, v in zip(row, seen, strict=True)) / white[i])
               for i, row in enumerate(to_xyz))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _cube(t: float) -> float:
    return t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116


def difference(one: Triple, two: Triple) -> float:
    """CIEDE2000 of two Lab colors."""
    mean_c = (math.hypot(one[1], one[2]) + math.hypot(two[1], two[2])) / 2
    g = 0.5 * (1 - math.sqrt(mean_c ** 7 / (mean_c ** 7 + 25 ** 7)))
    (l1, c1, h1), (l2, c2, h2) = ((light, math.hypot((1 + g) * a, b), math.degrees(math.atan2(b, (1 + g) * a)) % 360)
                                  for light, a, b in (one, two))
    dh = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, big_dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(dh / 2))
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = h1 + h2 if c1 * c2 == 0 else (h1 + dh / 2) % 360
    t = (1 - 0.17 * _cos(h - 30) + 0.24 * _cos(2 * h) + 0.32 * _cos(3 * h + 6) - 0.20 * _cos(4 * h - 63))
    sl = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turn = 30 * math.exp(-(((h - 275) / 25) ** 2))
    rt = -2 * math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * math.sin(math.radians(2 * turn))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (big_dh / sh) ** 2 + rt * (dc / sc) * (big_dh / sh))


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
