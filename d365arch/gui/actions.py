"""All actions of the window in one table, and the menus and the toolbar made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QSizePolicy, QToolBar, QToolButton, QWidget

from d365arch.gui.icons import action_icon
from d365arch.gui.language import translate
from d365arch.gui.style import Colors


@dataclass(frozen=True, slots=True)
class Spec:
    """One action: `keys` are its shortcuts; `hint` is a key that the canvas itself listens to, told but not bound."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    tip: str = ""
    hint: str = ""
    checkable: bool = False


ACTIONS: tuple[Spec, ...] = (
    Spec("new", "New landscape", ("Ctrl+N",), "file-plus", "Start an empty landscape"),
    Spec("new_window", "New window", ("Ctrl+Shift+N",), "", "Open another window beside this one"),
    Spec("open", "Open …", ("Ctrl+O",), "folder-open", "Open a landscape file"),
    Spec("discover", "Discover …", ("Ctrl+Shift+D",), "file-search",
         "Find systems and integrations in solutions, flows, templates, lists and drawings"),
    Spec("discovered", "What was discovered", (), "", "Go back to the review of what was found"),
    Spec("save", "Save", ("Ctrl+S",), "floppy-disk", "Write the changes to the file"),
    Spec("save_as", "Save as …", ("Ctrl+Shift+S",), "", "Write to another file"),
    Spec("revert", "Revert to saved", (), "", "Read the file again and forget the changes"),
    Spec("export", "Export …", ("Ctrl+E",), "export", "Write the drawing as SVG, PNG, PDF, DOT or JSON"),
    Spec("report", "Write report …", ("Ctrl+R",), "chart-bar", "Write key figures and findings as HTML or Markdown"),
    Spec("page_setup", "Page setup …", (), "", "Sheet size, orientation and frame of this view"),
    Spec("print_preview", "Print preview …", ("Ctrl+Alt+P",), "", "See the sheets before they are printed"),
    Spec("print", "Print …", ("Ctrl+P",), "printer", "Print this view on one sheet or several"),
    Spec("home", "Start page", ("Ctrl+Home",), "", "Samples and recent files"),
    Spec("close_window", "Close window", ("Ctrl+W",), "", "Close this window and leave the others open"),
    Spec("quit", "Quit", ("Ctrl+Q",), "", "Close all windows"),
    Spec("undo", "Undo", ("Ctrl+Z",), "arrow-u-up-left", "Take the last step back"),
    Spec("redo", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "arrow-u-up-right", "Do it again"),
    Spec("cut", "Cut", ("Ctrl+X",), "scissors"),
    Spec("copy", "Copy", ("Ctrl+C",), "copy"),
    Spec("paste", "Paste", ("Ctrl+V",), "clipboard", "Paste systems, or a table of systems or integrations"),
    Spec("duplicate", "Duplicate", ("Ctrl+D",)),
    Spec("delete", "Delete", (), "trash", hint="Del"),
    Spec("delete_everywhere", "Delete from the landscape", (), "", "Out of this view, all others and the model",
         hint="Shift+Del"),
    Spec("select_all", "Select all systems", (), hint="Ctrl+A"),
    Spec("select_connected", "Select connected", ("Ctrl+Shift+A",), "", "Also what the selection is connected with"),
    Spec("select_same_type", "Select same type", ("Ctrl+Alt+A",), "", "Everything of the types that are selected"),
    Spec("select_invert", "Invert selection", ("Ctrl+I",)),
    Spec("rename", "Rename", (), "pencil-simple", hint="F2"),
    Spec("add_system", "Add system …", (), "plus", "Add a system from the catalog", hint="A"),
    Spec("add_endpoint", "Add endpoint …", (), "plus-circle", "Add an endpoint to the selected system", hint="E"),
    Spec("add_zone", "Add zone", (), "bounding-box", "An empty zone in the middle of the window", hint="Z"),
    Spec("add_note", "Add note", (), "note", "Free text on this view", hint="N"),
    Spec("note_about", "Add note about this", (), "note", "A note with a line to what is selected", hint="Shift+N"),
    Spec("note_plain", "Free text without paper", (), "", "Show the selected notes as letters only", checkable=True),
    Spec("connect", "Connect …", (), "flow-arrow", "Start an integration at the selected system", hint="C"),
    Spec("new_integration", "New integration, guided …", ("Ctrl+Shift+I",), "compass",
         "Say what it has to do, and see which endpoint suits it"),
    Spec("swap", "Let the other side start", ("Ctrl+Shift+X",), "swap", "Swap the ends; the data keeps its way"),
    Spec("group", "Group into a zone", ("Ctrl+G",), "bounding-box", "Put the selected systems into a new zone"),
    Spec("find", "Find in the landscape …", ("Ctrl+F",), "magnifying-glass", "Search every field of every element"),
    Spec("find_next", "Find next", ("F3",)),
    Spec("find_type", "Search the catalog", ("Ctrl+Shift+F",)),
    Spec("zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), "magnifying-glass-plus"),
    Spec("zoom_out", "Zoom out", ("Ctrl+-",), "magnifying-glass-minus"),
    Spec("zoom_100", "Actual size", ("Ctrl+1",)),
    Spec("fit", "Show everything", ("Ctrl+0",), "corners-out", "Fit the drawing into the window"),
    Spec("fit_selection", "Show selection", ("Ctrl+2",)),
    Spec("view_new", "New view …", ("Ctrl+T",), "plus", "Another drawing of the same landscape, by hand or by query"),
    Spec("view_copy", "Copy view", (), "", "The same view once more, with its places"),
    Spec("view_rename", "Rename view", ()),
    Spec("view_show", "What it shows …", (), "funnel", "Choose by zone, type, owner, entity, timing or neighbors"),
    Spec("view_delete", "Delete view", (), "", "The landscape stays as it is"),
    Spec("view_around_1", "View of this and its neighbors", (), "", "A new view of the selection and its surroundings"),
    Spec("view_around_2", "View of this, two integrations deep", (), "", "A new view of what is near the selection"),
    Spec("view_around_3", "View of this, three integrations deep", (), "", "A new view of all around the selection"),
    Spec("view_add", "Add existing systems …", (), "", "Show systems of the landscape that this view leaves out",
         hint="Shift+A"),
    Spec("view_next", "Next view", ("Ctrl+PgDown",)),
    Spec("view_previous", "Previous view", ("Ctrl+PgUp",)),
    Spec("hide", "Hide in this view", (), "eye-slash", "Leave the selection out of this view", hint="H"),
    Spec("show_hidden", "Show what is hidden", (), "eye", "Bring back what is hidden in this view", hint="Shift+H"),
    Spec("fold", "Fold or unfold", ("Ctrl+.",), "arrows-in-simple",
         "A zone as one box; a hub as the flows that run through it"),
    Spec("unfold_all", "Unfold everything", ()),
    Spec("endpoints", "Endpoints", (), "", "Show the endpoints of the systems", checkable=True),
    Spec("bundle", "Bundle lines", (), "", "One line with a count for all of a pair of systems", checkable=True),
    Spec("overview", "Overview", ("Ctrl+Shift+O",), "", "Zones folded and lines bundled", checkable=True),
    Spec("perspective_timing", "Color by timing", ("Alt+1",), "", "Who waits for whom; systems by platform",
         checkable=True),
    Spec("perspective_direction", "Color by direction", ("Alt+2",), "", "Who starts, seen from Dynamics 365",
         checkable=True),
    Spec("perspective_owner", "Color by owner", ("Alt+3",), "", "Who answers for systems and integrations",
         checkable=True),
    Spec("perspective_criticality", "Color by criticality", ("Alt+4",), "", "How much depends on it", checkable=True),
    Spec("perspective_protocol", "Color by protocol", ("Alt+5",), checkable=True),
    Spec("perspective_hub", "Color by hub or direct", ("Alt+6",), "", "Through middleware, or from system to system",
         checkable=True),
    Spec("perspective_volume", "Color by volume", ("Alt+7",), "", "Messages an hour", checkable=True),
    Spec("perspective_severity", "Color by finding", ("Alt+8",), "", "The gravest finding of each element",
         checkable=True),
    Spec("perspective_zone", "Color by zone", ("Alt+9",), "", "Where systems stand, and which lines cross a border",
         checkable=True),
    Spec("line_width", "Line width by volume", (), "", "The more messages, the wider the line", checkable=True),
    Spec("focus", "Focus on the selection", (), "target", "Dim all that is farther away", hint="F", checkable=True),
    Spec("quick_actions", "Quick actions", (), "", "A small bar beside the selection; the key . opens it at once",
         checkable=True),
    Spec("minimap", "Map", (), "", "A small map of the whole drawing", hint="M", checkable=True),
    Spec("panels", "Hide all panels", ("Ctrl+\\",), "", "More room for the drawing", checkable=True),
    Spec("next_part", "Next part of the window", ("F6",), "", "The keyboard goes to the next panel, or to the drawing"),
    Spec("previous_part", "Previous part of the window", ("Shift+F6",)),
    Spec("full_screen", "Full screen", ("F11",), checkable=True),
    Spec("theme_system", "Like the desktop", checkable=True),
    Spec("theme_light", "Light", checkable=True),
    Spec("theme_dark", "Dark", checkable=True),
    Spec("drawing_theme_window", "Drawing like the window", checkable=True),
    Spec("legend_shown", "Legend on the drawing", (), "", "The legend is part of the drawing and of what is exported",
         checkable=True),
    Spec("legend_home", "Legend back below the drawing", (), "", "Forget where the legend was put"),
    Spec("theme_toggle", "Light or dark", ("Ctrl+Shift+L",), "circle-half", "Change between light and dark"),
    Spec("layout_all", "Lay out all", ("Ctrl+L",), "tree-structure", "Find a place for all but pinned systems"),
    Spec("layout_selection", "Lay out selection", ("Ctrl+Alt+L",), "", "Find a new place for the selected systems"),
    Spec("pin", "Pin", (), "push-pin", "A pinned system keeps its place in every layout", hint="P", checkable=True),
    Spec("align_left", "Align left edges", (), "align-left"),
    Spec("align_center", "Align centers", (), "align-center-horizontal"),
    Spec("align_right", "Align right edges", (), "align-right"),
    Spec("align_top", "Align top edges", (), "align-top"),
    Spec("align_middle", "Align middles", (), "align-center-vertical"),
    Spec("align_bottom", "Align bottom edges", (), "align-bottom"),
    Spec("distribute_across", "Distribute across", (), "columns"),
    Spec("distribute_down", "Distribute down", (), "rows"),
    Spec("same_width", "Same width", ()),
    Spec("same_height", "Same height", ()),
    Spec("own_size", "Own size", (), "", "Let the selected systems be as large as their content needs"),
    Spec("straighten", "Route anew", (), "line-segments",
         "Forget bends and label places: of the selected lines, or of all"),
    Spec("snap_guides", "Snap to neighbors", (), "", "Edges, centers and equal gaps of what stands near",
         checkable=True),
    Spec("snap_grid", "Snap to grid", ("Ctrl+'",), checkable=True),
    Spec("analysis", "Coupling and sprawl", ("Ctrl+Shift+K",), "share-network",
         "Key figures, ranked systems, circles, chains"),
    Spec("matrix", "Dependency matrix", ("Ctrl+Shift+M",), "grid-four", "Who depends on whom, by zone or by circles"),
    Spec("review", "Principle review", ("Ctrl+Alt+R",), "list-checks",
         "Five principles: what is met, violated, waived and not stated"),
    Spec("gauges", "Gauges of limits", ("Ctrl+Alt+G",), "gauge",
         "How much of its binding limit a line or a system uses, from 70 % on", checkable=True),
    Spec("gauges_all", "Gauges below 70 %, too", (), "", "The binding limit of all that has one", checkable=True),
    Spec("patterns", "Names of patterns", ("Ctrl+Alt+N",), "", "What pattern a line is, written beside it",
         checkable=True),
    Spec("heat_off", "No heat", (), "", "The drawing in its own colors", checkable=True),
    Spec("plan", "Propose hubs", ("Ctrl+Shift+P",), "magic-wand", "Which direct links should go through which hub"),
    Spec("try_channel", "Try a channel for the selection", (), "",
         "See what a channel for the selected integrations would change"),
    Spec("improve", "Improve …", ("Ctrl+Alt+I",), "trend-up",
         "What would make a finding go away: another endpoint, a hub between, or a fact"),
    Spec("outage", "Switch off what is selected", ("Ctrl+Shift+Y",), "power",
         "Simulate an outage: who is blocked, what queues up, what goes stale", checkable=True),
    Spec("outage_end", "End the outage", (), "", "Everything works again"),
    Spec("chains", "Synchronous chains", ("Ctrl+Shift+H",), "link", "Waiting time and availability along calls"),
    Spec("compare", "Compare with …", (), "", "Figures, costs and findings of this landscape and another one"),
    Spec("drift", "Compare with artefacts …", (), "git-diff",
         "What is drawn and not found, found and not drawn, or differs in a fact"),
    Spec("drift_end", "End the comparison", (), "", "Take the badges off the drawing"),
    Spec("command_palette", "All commands …", ("Ctrl+K",), "", "Type what you want to do"),
    Spec("explain", "Explain this", ("F1",), "question", "The help card of what has the keyboard or is selected"),
    Spec("shortcuts", "Keys and gestures", ("Ctrl+F1",), "keyboard"),
    Spec("about", "About d365arch", (), "info"),
)

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("&File", ("new", "new_window", "open", "samples>", "recent>", "home", "",
               "discover", "discovered", "discover_recent>", "", "save", "save_as", "revert", "",
               "export", "", "page_setup", "print_preview", "print", "", "close_window", "quit")),
    ("&Edit", ("undo", "redo", "", "cut", "copy", "paste", "duplicate", "delete", "delete_everywhere", "",
               "select>", "rename", "", "find", "find_next", "find_type")),
    ("&Insert", ("add_system", "add_endpoint", "connect", "new_integration", "", "add_zone", "group", "", "add_note",
                "note_about", "note_plain", "", "swap")),
    ("&View", ("view_new", "view_show", "views>", "view_around>", "view_add", "",
               "perspective>", "line_width", "legend>", "endpoints", "bundle", "overview", "fold>", "hide>", "focus",
               "", "zoom>", "minimap", "quick_actions", "", "docks>", "theme>", "drawing_theme>", "full_screen")),
    ("&Arrange", ("layout_all", "layout_selection", "straighten", "", "pin", "", "align>", "distribute_across",
                  "distribute_down", "size>", "", "snap_guides", "snap_grid")),
    ("A&nalyze", ("analysis", "matrix", "review", "", "heat>", "gauges", "gauges_all", "patterns", "",
                  "plan", "try_channel", "improve", "", "outage", "outage_end", "chains", "",
                  "compare", "drift", "drift_end", "report")),
    ("&Help", ("command_palette", "explain", "shortcuts", "about")),
)
"""Menus by title; empty names are lines, names with > are submenus, some of which others fill."""

SUBMENUS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "samples>": ("Open sample", ()),
    "recent>": ("Open recent", ()),
    "discover_recent>": ("Discover again", ()),
    "select>": ("Select", ("select_all", "select_connected", "select_same_type", "select_invert")),
    "perspective>": ("Perspective", (
        "perspective_timing", "perspective_direction", "perspective_owner", "perspective_criticality",
        "perspective_protocol", "perspective_hub", "perspective_volume", "perspective_severity", "perspective_zone")),
    "legend>": ("Legend", ("legend_shown", "legend_home")),
    "fold>": ("Fold", ("fold", "unfold_all")),
    "hide>": ("Hide", ("hide", "show_hidden")),
    "views>": ("This view", ("view_copy", "view_rename", "view_delete", "", "view_previous", "view_next")),
    "view_around>": ("View of this and around it", ("view_around_1", "view_around_2", "view_around_3")),
    "zoom>": ("Zoom", ("zoom_in", "zoom_out", "zoom_100", "fit", "fit_selection")),
    "align>": ("Align", ("align_left", "align_center", "align_right", "", "align_top", "align_middle",
                         "align_bottom")),
    "size>": ("Size", ("same_width", "same_height", "own_size")),
    "heat>": ("Heat", ("heat_off", "")),
    "docks>": ("Panels", ("panels", "next_part", "previous_part", "")),
    "drawing_theme>": ("Colors of the drawing", ("drawing_theme_window", "")),
    "theme>": ("Colors of the window", ("theme_system", "theme_light", "theme_dark", "", "theme_toggle")),
}

AT_HOME: frozenset[str] = frozenset((
    "new", "new_window", "open", "discover", "discovered", "home", "close_window", "quit", "theme_system",
    "theme_light", "theme_dark", "theme_toggle", "full_screen", "command_palette", "shortcuts", "about",
))
"""Actions that make sense on the start page too; all others are off there."""

TOOLBAR: tuple[str, ...] = ("undo", "redo", "", "add_system", "connect", "", "layout_all", "fit")
"""The few actions that are worth a button."""


def texts() -> Iterator[str]:
    """Every text of the tables that people see, for those who translate."""
    for spec in ACTIONS:
        yield spec.text
        yield from filter(None, [spec.tip])
    yield from (title for title, _ in MENUS)
    yield from (text for text, _ in SUBMENUS.values())


def said(text: str) -> str:
    """A text of the tables in the language of the window."""
    return translate("Actions", text) if text else ""


def key_name(key: str) -> str:
    """A key as the keyboards of this desktop have it, such as `Strg+Z` or `⌘Z` for `Ctrl+Z`."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def make_actions(parent: QObject) -> dict[str, QAction]:
    """One QAction for each row of the table."""
    made: dict[str, QAction] = {}
    for spec in ACTIONS:
        text = said(spec.text)
        action = QAction(f"{text}\t{key_name(spec.hint)}" if spec.hint else text, parent)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        key = spec.hint or next(iter(spec.keys), "")
        action.setIconText(text.removesuffix(" …"))
        action.setToolTip(f"{said(spec.tip) or action.iconText()}{f'  ({key_name(key)})' if key else ''}")
        action.setCheckable(spec.checkable)
        if spec.name == "quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        if spec.name == "about":
            action.setMenuRole(QAction.MenuRole.AboutRole)
        made[spec.name] = action
    return made


def tint_actions(actions: Mapping[str, QAction], colors: Colors) -> None:
    """Give the actions their icons in the colors of a theme."""
    for spec in ACTIONS:
        if spec.icon:
            actions[spec.name].setIcon(action_icon(spec.icon, colors.muted, colors.edge))
        else:
            actions[spec.name].setIcon(QIcon())


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """Build the menus; gives the submenus by name, for those who fill them."""
    submenus: dict[str, QMenu] = {}
    for title, names in MENUS:
        menu = bar.addMenu(said(title))
        menu.setToolTipsVisible(False)
        for name in names:
            if name.endswith(">"):
                text, inner = SUBMENUS[name]
                submenus[name] = menu.addMenu(said(text))
                _add(submenus[name], inner, actions)
            else:
                _add(menu, (name,), actions)
    return submenus


def _add(menu: QMenu, names: Sequence[str], actions: Mapping[str, QAction]) -> None:
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()


def make_toolbar(parent: QWidget, actions: Mapping[str, QAction]) -> QToolBar:
    """The small toolbar."""
    bar = QToolBar(said("Toolbar"), parent)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    for name in TOOLBAR:
        if name:
            bar.addAction(actions[name])
        else:
            bar.addSeparator()
    for name in ("add_system", "connect", "layout_all"):
        button = bar.widgetForAction(actions[name])
        button.setProperty("toolButtonStyle", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    room = QWidget(bar)
    room.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(room)
    bar.addAction(actions["theme_toggle"])
    bar.addAction(actions["export"])
    bar.widgetForAction(actions["export"]).setProperty("toolButtonStyle", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for button in bar.findChildren(QToolButton):
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return bar
