"""Colors and shapes of the window, light and dark: calm ground, one accent, room around things."""

from __future__ import annotations

import importlib.resources
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Colors:
    """The colors of one theme as `#RRGGBB`."""

    name: str
    ground: str       # canvas, pages
    window: str       # docks, bars
    field: str        # editors, lists
    ink: str
    muted: str
    faint: str
    line: str
    edge: str         # borders of editors
    hover: str
    picked: str
    accent: str
    on_accent: str
    bad: str
    warn: str
    good: str
    note: str
    synchronous: str
    asynchronous: str
    near_real_time: str
    outbound: str
    inbound: str
    fo: str
    dataverse: str
    hub: str

    def timing(self, timing: str) -> str:
        """The tab color of a timing."""
        return {"synchronous": self.synchronous, "asynchronous": self.asynchronous}.get(timing, self.near_real_time)

    def platform(self, platform: str) -> str:
        """The color of a platform's types; grey for other sides."""
        return {"fo": self.fo, "dataverse": self.dataverse}.get(platform, self.muted)


LIGHT = Colors(
    name="light", ground="#FFFFFF", window="#F7F8FB", field="#FFFFFF", ink="#1B2130", muted="#5B6478", faint="#666F83",
    line="#E4E8F0", edge="#CFD6E3", hover="#EBEEF5", picked="#DFE9FC", accent="#2A66D9", on_accent="#FFFFFF",
    bad="#C4302B", warn="#B86E00", good="#2B8A3E", note="#3D6FD1", synchronous="#FFB900", asynchronous="#1392B4",
    near_real_time="#B4C6F4", outbound="#2F9E2F", inbound="#D83B01", fo="#770180", dataverse="#15A315", hub="#3B4252",
)
DARK = Colors(
    name="dark", ground="#12151C", window="#171B24", field="#1C212C", ink="#E8EBF2", muted="#A3ACBF", faint="#8A94A9",
    line="#262D3A", edge="#3A4354", hover="#232A37", picked="#25365A", accent="#7FAAF8", on_accent="#0F1626",
    bad="#FF7B72", warn="#FFB900", good="#6FCF7A", note="#8DB2F8", synchronous="#FFB900", asynchronous="#1392B4",
    near_real_time="#B4C6F4", outbound="#7BD83A", inbound="#FF7043", fo="#C455CE", dataverse="#4CC94C", hub="#AEB7C9",
)


STRONG = {
    "light": replace(LIGHT, window="#FFFFFF", ink="#000000", muted="#262626", faint="#333333", line="#767676",
                     edge="#4D4D4D", hover="#E0E8F8", picked="#C4D7FA", accent="#0037DA", bad="#A3120D",
                     warn="#7A4700", good="#0A5C1D", note="#0037DA"),
    "dark": replace(DARK, ground="#000000", window="#000000", field="#000000", ink="#FFFFFF", muted="#E6E6E6",
                    faint="#CFCFCF", line="#8C8C8C", edge="#B8B8B8", hover="#26324D", picked="#33508C",
                    accent="#A9C7FF", on_accent="#000000"),
}
"""The colors where the desktop asks for high contrast: nothing is pale, and every border is seen."""


def wants_contrast() -> bool:
    """Whether the desktop asks for high contrast."""
    hints = QGuiApplication.styleHints()    # held, because what it gives lives only as long as its wrapper
    return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast


def colors_of(theme: str) -> Colors:
    """The colors of `light` or `dark`, as strong as the desktop asks for."""
    if wants_contrast():
        return STRONG["dark" if theme == "dark" else "light"]
    return DARK if theme == "dark" else LIGHT


def system_theme() -> str:
    """`dark` where the desktop asks for it, else `light`."""
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def palette(colors: Colors) -> QPalette:
    """The palette from which the Fusion style takes what the style sheet does not say."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, color in {
        role.Window: colors.window, role.WindowText: colors.ink, role.Base: colors.field,
        role.AlternateBase: colors.window, role.Text: colors.ink, role.Button: colors.window,
        role.ButtonText: colors.ink, role.ToolTipBase: colors.field, role.ToolTipText: colors.ink,
        role.Highlight: colors.accent, role.HighlightedText: colors.on_accent, role.Link: colors.accent,
        role.PlaceholderText: colors.faint, role.Mid: colors.edge, role.Light: colors.field, role.Dark: colors.edge,
        role.Midlight: colors.line, role.Shadow: colors.edge, role.Accent: colors.accent,
    }.items():
        made.setColor(which, QColor(color))
    for which in (role.Text, role.ButtonText, role.WindowText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colors.faint))
    return made


def apply_theme(theme: str) -> Colors:
    """Give the whole application the colors of `light` or `dark`."""
    colors = colors_of(theme)
    application = QApplication.instance()
    sheet = style_sheet(colors)
    # Another window of the same theme need not dress all others again.
    if isinstance(application, QApplication) and application.styleSheet() != sheet:
        application.setPalette(palette(colors))
        application.setStyleSheet(sheet)
    return colors


def resource_path(name: str) -> str:
    """Path of a file in the resources, as style sheets want it."""
    return str(importlib.resources.files("d365arch.resources").joinpath(name)).replace("\\", "/")


def style_sheet(colors: Colors) -> str:
    """The style sheet of the window, with the colors filled in."""
    text = importlib.resources.files("d365arch.resources").joinpath("themes/window.qss").read_text("utf-8")
    for name in Colors.__slots__:
        text = text.replace(f"@{name}@", getattr(colors, name))
    icons = resource_path("icons")
    return text.replace("@icons@", icons)
