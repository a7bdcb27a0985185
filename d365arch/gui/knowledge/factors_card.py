"""How completely the selected integration is described: a dot for each of the eight factors, which leads to its key."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from d365arch.analysis.factors import KEYS, Factor, Known
from d365arch.analysis.review import Review
from d365arch.gui.coupling.inspector_card import InspectorCard
from d365arch.gui.explained import explains
from d365arch.gui.language import translate
from d365arch.gui.workbench import Workbench

DOTS = {Known.STATED: "●", Known.DERIVED: "◐", Known.MISSING: "○"}
"""Full, half and empty: they need no color."""


def factor_name(factor: Factor) -> str:
    """What a factor is called."""
    return {
        Factor.LATENCY: translate("Factors", "Latency"), Factor.ROUTING: translate("Factors", "Routing"),
        Factor.FREQUENCY: translate("Factors", "Frequency"), Factor.TRIGGER: translate("Factors", "Trigger"),
        Factor.OPERATION: translate("Factors", "Operation"), Factor.BATCHING: translate("Factors", "Batching"),
        Factor.VOLUME: translate("Factors", "Volume"), Factor.TRANSPORT: translate("Factors", "Transport"),
    }[factor]


def known_word(known: Known) -> str:
    """From where a factor is known."""
    return {Known.STATED: translate("Factors", "stated in the file"),
            Known.DERIVED: translate("Factors", "derived from the catalog or an average"),
            Known.MISSING: translate("Factors", "stated nowhere")}[known]


class FactorsCard(InspectorCard):
    """Shown while one integration is selected."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._known: tuple[Review, dict[str, int]] | None = None
        self.buttons: dict[Factor, QPushButton] = {}
        self.put_section(self.tr("Described by"))

    def build(self, body: QWidget) -> None:
        """A button for each factor that leads to its key."""
        grid = QGridLayout(body)
        grid.setContentsMargins(6, 0, 0, 6)
        grid.setSpacing(0)
        for number, factor in enumerate(Factor):
            button = QPushButton(factor_name(factor), body)
            button.setObjectName("link")
            button.clicked.connect(lambda _checked=False, factor=factor: self._go_to(factor))
            explains(button, f"integration.{KEYS[factor]}", self._bench.editor)
            grid.addWidget(button, number // 2, number % 2)
            self.buttons[factor] = button

    def refresh(self) -> None:
        """Show the factors of the selected integration, or hide."""
        result = self._follower.result
        review = result.review if result else None
        chosen = self._bench.editor.selection.elements
        found = None
        if review is not None and len(chosen) == 1 and chosen[0].kind == "integration":
            if self._known is None or self._known[0] is not review:
                self._known = review, {c.integration: n for n, c in enumerate(review.completeness)}
            at = self._known[1].get(chosen[0].id)
            found = review.completeness[at] if at is not None else None
        self.setVisible(found is not None)
        if found is None:
            return
        self.section.set_note(self.tr("· {known} of {all}").format(
            known=len(Factor) - len(found.missing), all=len(Factor)))
        for factor, button in self.buttons.items():
            known = found.factors[factor]
            button.setText(f"{DOTS[known]}  {factor_name(factor)}")
            words = self.tr("{factor}: {known}").format(factor=factor_name(factor), known=known_word(known))
            button.setToolTip(words)
            button.setAccessibleName(words)

    def _go_to(self, factor: Factor) -> None:
        self._bench.inspector.show_key(KEYS[factor])
