"""The review as a tree: principles, their items, and the elements that do not meet them; children come when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from d365arch.analysis.review import FORMULA, ItemReview, PrincipleReview, Review, Tally
from d365arch.analysis.rules.records import LANDSCAPE, Principle
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.models.findings_model import name_of

Index = QModelIndex | QPersistentModelIndex
NODE = Qt.ItemDataRole.UserRole + 1

MOST = 300
"""So many elements of an item are listed of each outcome."""


def principle_name(principle: Principle) -> str:
    """What a principle is called."""
    return {
        Principle.REQUIREMENTS: translate("Review", "Requirements"),
        Principle.ALIGNMENT: translate("Review", "Alignment"),
        Principle.MONITORING: translate("Review", "Monitoring"),
        Principle.SIMPLIFICATION: translate("Review", "Simplification"),
        Principle.GROWTH: translate("Review", "Growth"),
    }[principle]


def outcome_name(outcome: str) -> str:
    """The word for what an item says of an element: `violated`, `unstated`, `waived`, `met`."""
    return {"met": translate("Review", "met"), "violated": translate("Review", "violated"),
            "waived": translate("Review", "waived"), "unstated": translate("Review", "not stated")}[outcome]


def counts(tally: Tally) -> str:
    """The four counts in words, those that are none left out."""
    found = ((getattr(tally, outcome), outcome_name(outcome)) for outcome in ("met", "violated", "waived", "unstated"))
    return ", ".join(f"{count:,} {word}" for count, word in found if count) or translate("Review", "applies to nothing")


def element_name(editor: Editor, key: str) -> str:
    """An element of the review by its name; `entity:NAME` and the landscape have none of their own."""
    if key == LANDSCAPE:
        return translate("Review", "The landscape")
    kind, _, name = key.partition(":")
    if kind == "entity" and name:
        return translate("Review", "Entity {name}").format(name=name)
    return name_of(editor.workspace.landscape, key)


@dataclass(eq=False)
class Node:
    """A row: a principle, an item, or an element with its outcome; `text` is what stands there."""

    text: str
    parent: Node | None = None
    row: int = 0
    principle: PrincipleReview | None = None
    item: ItemReview | None = None
    element: str = ""
    outcome: str = ""
    children: list[Node] = field(default_factory=list)
    filled: bool = True

    def add(self, child: Node) -> None:
        """Put a row below this one."""
        child.parent, child.row = self, len(self.children)
        self.children.append(child)

    @property
    def tally(self) -> Tally:
        """The counts of a principle or an item."""
        told = self.item or self.principle
        return told.tally if told else Tally()


class ReviewModel(QAbstractItemModel):
    """Three levels; elements of an item are made when it is opened."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._root = Node("")

    @property
    def principles(self) -> list[Node]:
        """The rows of the first level."""
        return self._root.children

    def show_review(self, review: Review | None) -> None:
        """Show a review."""
        self.beginResetModel()
        self._root = Node("")
        for each in review.principles if review else ():
            principle = Node(principle_name(each.principle), principle=each)
            self._root.add(principle)
            for item in each.items:
                bad = item.violated or item.unstated or item.waived
                principle.add(Node(f"{item.rule} {item.title}", item=item, filled=not bad))
        self.endResetModel()

    def node(self, index: Index) -> Node:
        """The row at an index; the root for none."""
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, Node) else self._root

    def index_of(self, node: Node) -> QModelIndex:
        """The index of a row."""
        return self.createIndex(node.row, 0, node) if node is not self._root else QModelIndex()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """The index of a child."""
        above = self.node(parent) if parent is not None else self._root
        return self.createIndex(row, column, above.children[row]) if row < len(above.children) else QModelIndex()

    def parent(self, index: Index | None = None) -> Any:
        """The index of the row above; without an index the owner of the model, as Qt has it."""
        if index is None:
            return super().parent()
        above = self.node(index).parent
        return self.index_of(above) if above is not None else QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        """Children that are there already."""
        return len(self.node(parent).children) if parent is not None else len(self._root.children)

    def columnCount(self, parent: Index | None = None) -> int:
        """One; figures are painted."""
        return 1

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Whether there are children, made or not."""
        node = self.node(parent) if parent is not None else self._root
        return bool(node.children) or not node.filled

    def canFetchMore(self, parent: Index) -> bool:
        """Whether children are still to be made."""
        return not self.node(parent).filled

    def fetchMore(self, parent: Index) -> None:
        """Make the elements of an item: what is violated first, then what is not stated, then what is waived."""
        node = self.node(parent)
        item = node.item
        if node.filled or item is None:
            return
        made: list[Node] = []
        for outcome in ("violated", "unstated", "waived"):
            keys: tuple[str, ...] = getattr(item, outcome)
            word = outcome_name(outcome)
            made += [Node(f"{element_name(self._editor, key)} · {word}", element=key, outcome=outcome)
                     for key in keys[:MOST]]
            if len(keys) > MOST:
                more = translate("Review", "and {count} more").format(count=f"{len(keys) - MOST:,}")
                made.append(Node(f"{more} · {word}", outcome=outcome))
        node.filled = True
        self.beginInsertRows(self.index_of(node), 0, len(made) - 1)
        for child in made:
            node.add(child)
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, its words, and its counts as tip."""
        node = self.node(index)
        if role == NODE:
            return node
        if role == Qt.ItemDataRole.DisplayRole:
            return node.text
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return spoken(node)
        return None


def spoken(node: Node) -> str:
    """What a row says to those who cannot see its bar."""
    if node.principle is not None:
        score = node.principle.score
        told = translate("Review", "no score") if score is None else translate("Review", "{score} of 100").format(
            score=round(score))
        return f"{node.text}: {told}; {counts(node.tally)}.\n{FORMULA}"
    if node.item is not None:
        grade = translate("Review", "grade {grade}").format(grade=node.item.grade)
        return f"{node.text}: {grade}; {counts(node.tally)}."
    return node.text
