"""What is selected: an ordered set of elements that canvas, docks and menus share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from d365arch.scene.parts import Element


class Selection(QObject):
    """Selected elements in the order in which they were picked; `changed` says that they are others now."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._elements: dict[Element, None] = {}
        self.meant: Callable[[Element], tuple[Element, ...]] = lambda element: (element,)
        """What is selected with an element: itself or, where it stands for others, those."""

    @property
    def elements(self) -> tuple[Element, ...]:
        """The selected elements, first picked first."""
        return tuple(self._elements)

    def __contains__(self, element: Element) -> bool:
        return all(each in self._elements for each in self.meant(element))

    def __len__(self) -> int:
        return len(self._elements)

    def __bool__(self) -> bool:
        return bool(self._elements)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Ids of the selected elements of one kind, such as `system`."""
        return tuple(element.id for element in self._elements if element.kind == kind)

    def set(self, elements: Iterable[Element]) -> None:
        """Select exactly these."""
        self._become(dict.fromkeys(elements))

    def add(self, *elements: Element) -> None:
        """Select these too."""
        self._become({**self._elements, **dict.fromkeys(elements)})

    def toggle(self, element: Element) -> None:
        """Select the element if it was not, else let it go."""
        meant = self.meant(element)
        if all(each in self._elements for each in meant):
            self._become({e: None for e in self._elements if e not in meant})
        else:
            self.add(element)

    def clear(self) -> None:
        """Select nothing."""
        self._become({})

    def keep(self, exists: Callable[[Element], bool]) -> None:
        """Let go of what no longer exists."""
        self._become({element: None for element in self._elements if exists(element)})

    def _become(self, elements: dict[Element, None]) -> None:
        elements = {each: None for element in elements for each in self.meant(element)}
        if tuple(elements) != tuple(self._elements):
            self._elements = elements
            self.changed.emit()
