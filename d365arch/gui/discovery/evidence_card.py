"""Where discovery saw the selected integration: file, place and how sure it is, to copy and to open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from d365arch.gui.cards import paragraph
from d365arch.gui.coupling.inspector_card import InspectorCard
from d365arch.gui.discovery.candidates import confidence_word
from d365arch.gui.discovery.details import evidence_html
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench
from d365arch.model import Integration
from d365arch.model.integration import Evidence
from d365arch.model.vocabulary import Confidence

_MOST = 12
_TALLEST = 220


class EvidenceCard(InspectorCard):
    """Shown while one integration with evidence is selected; a double click opens the folder of the first file."""

    def __init__(self, bench: Workbench, opened: Callable[[str], None]) -> None:
        super().__init__(bench)
        self._opened = opened
        self.evidence: tuple[Evidence, ...] = ()
        self.put_section(self.tr("Evidence"))
        bench.editor.changed.connect(lambda _before, _after: self.refresh())
        bench.editor.opened.connect(self.refresh)

    def build(self, body: QWidget) -> None:
        """A text to read and to copy from."""
        self.text = QTextBrowser(body)
        self.text.setObjectName("evidence")
        self.text.setAccessibleName(self.tr("Evidence of the integration"))
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._clicked)
        self.text.viewport().installEventFilter(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(2, 0, 2, 6)
        column.addWidget(self.text)

    def refresh(self) -> None:
        """Show the evidence of the selected integration, or hide."""
        chosen = self._bench.editor.selection.of_kind("integration")
        landscape = self._bench.editor.workspace.landscape
        found: Integration | None = landscape.integration_by_id.get(chosen[0]) if len(chosen) == 1 else None
        if found is None or len(self._bench.editor.selection.elements) != 1 or not found.evidence:
            self.evidence = ()
            self.hide()
            return
        self.evidence = found.evidence
        self.section.set_note(f"· {confidence_word(found.confidence or Confidence.HINT)}")
        colors = colors_of(self._bench.editor.theme)
        told = "".join(evidence_html(one, number, colors) for number, one in enumerate(self.evidence[:_MOST]))
        more = len(self.evidence) - _MOST
        self.text.setHtml(told + (paragraph(self.tr("and {count} more").format(count=more)) if more > 0 else ""))
        self.text.document().setTextWidth(max(200, self._bench.inspector.viewport().width() - 60))
        self.text.setFixedHeight(min(_TALLEST, round(self.text.document().size().height()) + 16))
        self.show()

    def _clicked(self, url: QUrl) -> None:
        number = url.toString().removeprefix("open:")
        if number.isdecimal() and int(number) < len(self.evidence):
            self._opened(self.evidence[int(number)].file)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click anywhere on the text opens the folder."""
        if event.type() == QEvent.Type.MouseButtonDblClick and self.evidence:
            self._opened(self.evidence[0].file)
            return True
        return False
