"""What the catalog says of a type: when to use it, when not, its state of life, and where that was read."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from d365arch.catalog.connecting import contradiction
from d365arch.catalog.records import EndpointType, Status, SystemType
from d365arch.gui.editor import Editor
from d365arch.gui.language import translate
from d365arch.gui.style import Colors, colors_of
from d365arch.model import Endpoint, Integration, System


def type_behind(editor: Editor, record: Any) -> SystemType | EndpointType | None:
    """The catalog type that an element follows: its own, or that of the endpoint that decides about an integration."""
    facts = editor.facts
    if isinstance(record, System):
        return facts.type_of(record)
    if isinstance(record, Endpoint):
        return facts.endpoint_type(record)
    if isinstance(record, Integration):
        return next(filter(None, map(facts.endpoint_type_at, facts.deciding_ends(record))), None)
    return None


def advice_html(editor: Editor, kind: SystemType | EndpointType, colors: Colors) -> str:
    """The advice of a catalog type as rich text."""
    lines: list[str] = []
    if kind.status is not Status.CURRENT:
        names = [_name(editor, other) for other in kind.replacement]
        instead = translate("Advice", "Use {types} instead.").format(types=", ".join(names)) if names else ""
        lines.append(f'<b style="color:{colors.bad}">{kind.status.value.capitalize()}.</b> {html.escape(instead)}')
    if isinstance(kind, EndpointType):
        for word, text, color in (
                (translate("Advice", "Use"), kind.use, colors.good),
                (translate("Advice", "Avoid"), kind.avoid, colors.warn),
                (translate("Advice", "Answer time"), kind.latency, colors.muted),
                (translate("Advice", "Note"), kind.notes, colors.muted)):
            if text:
                lines.append(f'<b style="color:{color}">{word}.</b> {html.escape(text)}')
    else:
        lines += [html.escape(text) for text in (kind.description, *kind.facts) if text]
    if kind.unverified:
        facts = ", ".join(fact.rstrip(".") for fact in kind.unverified)
        lines.append(_faint(translate("Advice", "Not verified: {facts}.").format(facts=facts), colors))
    sources = [_source(editor, source) for source in kind.sources]
    if sources and lines:
        lines.append(_faint(translate("Advice", "Source: {sources}.").format(sources="; ".join(sources)), colors))
    return "".join(f'<p style="margin:0 0 6px 0">{line}</p>' for line in lines)


def _faint(text: str, colors: Colors) -> str:
    return f'<span style="color:{colors.faint}">{html.escape(text)}</span>'


def _name(editor: Editor, type_id: str) -> str:
    known = editor.catalog.endpoint_types.get(type_id) or editor.catalog.system_types.get(type_id)
    return known.name if known else type_id


def _source(editor: Editor, source_id: str) -> str:
    source = editor.catalog.sources.get(source_id)
    if source is None:
        return source_id
    return f"{source.title}, {source.dated}" if source.dated else source.title


class AdvicePanel(QWidget):
    """A quiet box below the form with the catalog's advice; hidden where there is none."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(6)
        self.heading = QLabel(self)
        self.heading.setObjectName("caption")
        self.heading.setWordWrap(True)
        self.text = QLabel(self)
        self.text.setObjectName("advice")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.heading)
        column.addWidget(self.text)

    def show_record(self, record: Any) -> None:
        """Show the advice for an element, or hide."""
        kind = type_behind(self._editor, record) if record is not None else None
        text = advice_html(self._editor, kind, colors_of(self._editor.theme)) if kind else ""
        wrong = contradiction(self._editor.facts, record) if isinstance(record, Integration) else None
        if wrong:
            title = html.escape(self.tr("Against the catalog."))
            text = f"<p><b>{title}</b> {html.escape(wrong)}</p>{text}"
        self.setVisible(bool(text))
        self.heading.setText(self.tr("About {name}").format(name=kind.name) if kind else "")
        self.text.setText(text)
