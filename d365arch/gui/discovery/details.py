"""Everything that is known of one find, with all its evidence to copy or to open."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from d365arch.discovery.records import FoundEndpoint, FoundIntegration
from d365arch.gui.cards import heading, link, paragraph, safe
from d365arch.gui.discovery.candidates import Candidate, confidence_word, kind_word, state_word
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.style import Colors, colors_of
from d365arch.model.integration import Evidence


class DetailsPane(QTextBrowser):
    """`open_wanted` carries the file of the evidence that was clicked."""

    open_wanted = Signal(str)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._row: Candidate | None = None
        self.setAccessibleName(self.tr("Details of the find"))
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._clicked)
        editor.theme_changed.connect(lambda _theme: self.show_row(self._row))

    def show_row(self, row: Candidate | None) -> None:
        """Show another find."""
        self._row = row
        colors = colors_of(self._editor.theme)
        self.setHtml("".join(_html(row, colors)) if row else paragraph(self.tr("Choose a row to see its evidence.")))

    def _clicked(self, url: QUrl) -> None:
        number = url.toString().removeprefix("open:")
        if self._row is not None and number.isdecimal() and int(number) < len(self._row.evidence):
            self.open_wanted.emit(self._row.evidence[int(number)].file)


def _html(row: Candidate, colors: Colors) -> Iterator[str]:
    yield f'<p style="margin:0 0 2px 0; font-weight:600">{safe(row.name)}</p>'
    yield paragraph(row.ends)
    found = row.found
    if row.told:
        yield f'<p style="margin:0 0 6px 0; color:{colors.warn}">{safe(row.told)}</p>'
    yield paragraph(found.description or "" if isinstance(found, FoundIntegration) else "")
    told = [f'<span style="color:{colors.muted}">{safe(name)}</span> {safe(value)}' for name, value in _facts(row)]
    yield f'<p style="margin:0 0 6px 0">{" &nbsp;·&nbsp; ".join(told)}</p>'
    yield heading(translate("Discovery", "Evidence"), colors)
    yield "".join(evidence_html(one, number, colors) for number, one in enumerate(row.evidence))


def evidence_html(one: Evidence, number: int, colors: Colors) -> str:
    """One piece of evidence: the file as a link `open:NUMBER`, the place, and how sure it is."""
    place = f" · {safe(one.place)}" if one.place else ""
    sure = (f' <span style="color:{colors.muted}">({safe(confidence_word(one.confidence))})</span>'
            if one.confidence else "")
    return f'<p style="margin:0 0 4px 0">{link(f"open:{number}", one.file, colors)}{place}{sure}</p>'


def _facts(row: Candidate) -> Iterator[tuple[str, str]]:
    found = row.found
    yield translate("Discovery", "State"), state_word(row.state)
    yield translate("Discovery", "Confidence"), confidence_word(row.confidence)
    if row.kind:
        yield translate("Discovery", "Artefact"), f"{kind_word(row.kind)} {row.artefact_name}"
    stated: tuple[tuple[str, str | None], ...]
    if isinstance(found, FoundEndpoint):
        stated = ((translate("Discovery", "Type"), found.type), (translate("Discovery", "Protocol"), found.protocol),
                  (translate("Discovery", "Sign-in"), found.auth))
    else:
        stated = ((translate("Discovery", "Direction"), row.direction), (translate("Discovery", "Timing"), row.timing),
                  (translate("Discovery", "Trigger"), row.trigger),
                  (translate("Discovery", "Frequency"), found.frequency), (translate("Discovery", "Data"), found.data),
                  (translate("Discovery", "Protocol"), found.protocol), (translate("Discovery", "Sign-in"), found.auth))
    for name, value in stated:
        if value:
            yield name, str(value)
    for name, values in ((translate("Discovery", "Entities"), found.entities),
                         (translate("Discovery", "Operations"), tuple(map(str, found.operations))),
                         (translate("Discovery", "Calls"), found.details)):
        if values:
            yield name, ", ".join(values)
