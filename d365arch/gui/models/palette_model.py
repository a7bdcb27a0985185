"""The catalog as a tree for the palette: categories with system types, and endpoint types by platform."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from d365arch.catalog.records import Catalog, EndpointType, Status, SystemType
from d365arch.catalog.search import findable, found, nearest
from d365arch.gui.canvas.offers import offered_types
from d365arch.gui.canvas.tools.drop import MIME
from d365arch.gui.editor import Editor
from d365arch.gui.icons import catalog_icon, steady_icon
from d365arch.gui.language import amount
from d365arch.gui.scene_marks import timing_pixmap
from d365arch.gui.style import Colors, colors_of
from d365arch.model.vocabulary import Platform

PAYLOAD = Qt.ItemDataRole.UserRole + 1
"""What an item drags; empty on headings."""

class PaletteModel(QStandardItemModel):
    """System types by category; under one heading more, the endpoint types."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._offered: QStandardItem | None = None
        self.fill()

    def fill(self) -> None:
        """Build the whole tree in the colors of now."""
        self.clear()
        self._offered = None
        colors = colors_of(self._editor.theme)
        catalog = self._editor.catalog
        categories: dict[str, list[SystemType]] = {}
        for kind in catalog.system_types.values():
            categories.setdefault(kind.category, []).append(kind)
        for category, systems in categories.items():
            heading = _heading(category)
            heading.appendRows([self._system(kind, colors) for kind in systems])
            self.appendRow(heading)
        for platform, titles in self._headings().items():
            for channel, title in enumerate(titles):
                kinds = [t for t in catalog.endpoint_types.values()
                         if t.platform is platform and t.channel is bool(channel)]
                if kinds:
                    heading = _heading(title)
                    heading.appendRows([endpoint_item(kind, colors) for kind in kinds])
                    self.appendRow(heading)
        self.offer_for(None)

    def _headings(self) -> dict[Platform, tuple[str, str]]:
        """Over the endpoints of a platform, and over its channels."""
        return {
            Platform.FINANCE_OPERATIONS: (self.tr("Finance and Operations: endpoints"),
                                          self.tr("Finance and Operations: channels")),
            Platform.DATAVERSE: (self.tr("Dataverse: endpoints"), self.tr("Dataverse: channels")),
            Platform.BOTH: (self.tr("Both platforms: endpoints"), self.tr("Both platforms: channels")),
            Platform.OTHER: (self.tr("Other sides: endpoints"), self.tr("Other sides: channels")),
        }

    def offer_for(self, system_id: str | None) -> None:
        """Name the endpoint types that a system's type offers in a section on top; none takes it away."""
        system = self._editor.workspace.landscape.system_by_id.get(system_id or "")
        offered = offered_types(self._editor, system)
        wanted = [f"endpoint:{kind.id}" for kind in offered]
        if self._offered is not None and [self._offered.child(row).data(PAYLOAD)
                                          for row in range(self._offered.rowCount())] != wanted:
            self.removeRow(self._offered.row())
            self._offered = None
        if system is None or not offered:
            return
        title = self.tr("For {system}: {endpoints}").format(
            system=system.label, endpoints=amount(len(offered), "endpoint"))
        if self._offered is not None:
            if self._offered.text() != title:
                self._offered.setText(title)
            return
        self._offered = _heading(title)
        colors = colors_of(self._editor.theme)
        self._offered.appendRows([endpoint_item(kind, colors) for kind in offered])
        self.insertRow(0, self._offered)

    @property
    def offered_row(self) -> QModelIndex | None:
        """The heading of what the selected system offers, if there is one."""
        return None if self._offered is None else self._offered.index()

    def _system(self, kind: SystemType, colors: Colors) -> QStandardItem:
        color = colors.hub if kind.hub_styles else colors.platform(kind.platform.value)
        item = _item(kind.name, f"system:{kind.id}")
        item.setIcon(catalog_icon(self._editor.catalog.icon_of(kind), color))
        item.setToolTip(_tip(kind.name, kind.description, kind.status))
        return item

    def mimeTypes(self) -> list[str]:
        """The one type that the canvas takes."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The payload of the first dragged item."""
        data = QMimeData()
        payload = next((str(index.data(PAYLOAD)) for index in indexes if index.data(PAYLOAD)), "")
        data.setData(MIME, payload.encode())
        data.setText(payload)
        return data


class PaletteFilter(QSortFilterProxyModel):
    """Keeps the types that a search finds, and their headings, best first; `found` lists the payloads, best first."""

    def __init__(self, catalog: Catalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = [(f"system:{kind.id}", findable(kind)) for kind in catalog.system_types.values()]
        self._all += [(f"endpoint:{kind.id}", findable(kind)) for kind in catalog.endpoint_types.values()]
        self._order: dict[str, int] | None = None
        self.setRecursiveFilteringEnabled(True)

    def search(self, text: str) -> bool:
        """Keep what has these words, or where nothing has, the nearest names; tells whether anything has them."""
        self.beginFilterChange()
        hits = found(self._all, text) if text.strip() else []
        near = hits or nearest(self._all, text)
        self._order = {payload: place for place, payload in enumerate(near)} if text.strip() else None
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)
        self.invalidate()
        self.sort(-1 if self._order is None else 0)
        return bool(hits) or self._order is None

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a type is among what was found."""
        payload = self.sourceModel().index(row, 0, parent).data(PAYLOAD)
        return bool(payload) and (self._order is None or payload in self._order)

    def lessThan(self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex) -> bool:
        """The better hit, or the heading above it, comes first."""
        return self._place(left) < self._place(right)

    def _place(self, index: QModelIndex | QPersistentModelIndex) -> int:
        order, model = self._order or {}, self.sourceModel()
        if payload := index.data(PAYLOAD):
            return order.get(payload, len(order))
        below = (model.index(row, 0, index).data(PAYLOAD) for row in range(model.rowCount(index)))
        return min((order.get(payload, len(order)) for payload in below), default=len(order))


def endpoint_item(kind: EndpointType, colors: Colors) -> QStandardItem:
    """The item of an endpoint type, with its timing tab."""
    item = _item(kind.name, f"endpoint:{kind.id}")
    item.setIcon(steady_icon(timing_pixmap(kind.timing, colors.name, 18)))
    item.setToolTip(_tip(kind.name, kind.use, kind.status))
    if kind.status in {Status.DEPRECATED, Status.RETIRED}:
        font = item.font()
        font.setStrikeOut(True)
        item.setFont(font)
    return item


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    font = item.font()
    font.setWeight(font.Weight.DemiBold)
    item.setFont(font)
    return item


def _item(name: str, payload: str) -> QStandardItem:
    item = QStandardItem(name)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    item.setData(payload, PAYLOAD)
    return item


def _tip(name: str, text: str | None, status: Status) -> str:
    state = "" if status is Status.CURRENT else f" ({status.value})"
    return f"<b>{name}</b>{state}<br>{text or ''}"
