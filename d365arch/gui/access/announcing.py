"""Says to assistive technology what other people see in passing: messages, results, the end of long work."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


def announce(what: QObject, sentence: str) -> None:
    """Have a sentence read when the reader has finished what it says now; costs nothing while nobody listens."""
    if not sentence or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(what, sentence)
    event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
    QAccessible.updateAccessibility(event)
