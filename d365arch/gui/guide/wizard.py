"""The guided way to a new integration: systems, questions, recommendations, and one edit that draws what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from PySide6.QtCore import QObject

from d365arch.analysis.advisor.advise import Advice, Recommendation, advise
from d365arch.analysis.advisor.need import Need, with_fact
from d365arch.analysis.advisor.questions import Choice, answered, next_question
from d365arch.analysis.settings import settings_of
from d365arch.edit import Edit
from d365arch.errors import D365ArchError
from d365arch.gui.background import Task
from d365arch.gui.coupling.picking import pick
from d365arch.gui.guide.advice_html import recommendation_html
from d365arch.gui.guide.advice_page import AdvicePage
from d365arch.gui.guide.changes import added, changed_integrations
from d365arch.gui.guide.ends import Ends, Staged, drawing_edit, ends_of, first_need, stage
from d365arch.gui.guide.ends_page import EndsPage
from d365arch.gui.guide.panel import GuidePanel, Page
from d365arch.gui.guide.preview import Preview
from d365arch.gui.guide.question_page import QuestionPage
from d365arch.gui.style import colors_of
from d365arch.gui.workbench import Workbench


class Answers(NamedTuple):
    """How far the questions are: what is known, and which were asked."""

    need: Need
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Course:
    """One new integration on its way; `steps` are the answers so far, the newest last."""

    ends: Ends
    entity: str = ""
    steps: tuple[Answers, ...] = ()


class Wizard(QObject):
    """Leads through the pages; `leave` and `explain` are what the panel's owner does."""

    def __init__(self, bench: Workbench, panel: GuidePanel, preview: Preview, *, leave: Callable[[bool], object],
                 explain: Callable[[str], object]) -> None:
        super().__init__(panel)
        self._bench, self._editor = bench, bench.editor
        self._panel, self._preview = panel, preview
        self._leave, self._explain = leave, explain
        self._course: _Course | None = None
        self._task: Task | None = None
        self._edit: Edit | None = None

    @property
    def answers(self) -> Answers | None:
        """What is known of the need so far."""
        return self._course.steps[-1] if self._course and self._course.steps else None

    def begin(self) -> None:
        """Start with what is selected: with two systems the questions, else the systems."""
        ends = ends_of(self._editor.selection.elements)
        if ends.complete and not self._problem(ends):
            self._take_ends(ends, "")
        else:
            self._ask_ends(_Course(ends))

    def end(self) -> None:
        """Forget everything."""
        if self._task is not None:
            self._task.cancel()
        self._course = self._task = self._edit = None

    def back(self) -> None:
        """The question before, or the systems."""
        course = self._course
        if course is None:
            return
        on_advice = isinstance(self._panel.page, AdvicePage) or self._task is not None
        self._drop()
        steps = course.steps if on_advice and not self._finished_by_questions(course) else course.steps[:-1]
        self._course = replace(course, steps=steps)
        if steps:
            self._ask()
        else:
            self._ask_ends(self._course)

    def _finished_by_questions(self, course: _Course) -> bool:
        """Whether there was no question left, so that going back means taking the last answer back."""
        newest = course.steps[-1]
        return next_question(newest.need, newest.asked) is None

    def skip(self) -> None:
        """Leave the question open."""
        page, known = self._panel.page, self.answers
        if isinstance(page, QuestionPage) and known is not None:
            self._step(Answers(known.need, (*known.asked, page.question.id)))

    def edited(self, document_changed: bool) -> None:
        """The landscape is another: go on where both systems are still there."""
        course = self._course
        if course is None:
            return
        if document_changed or self._problem(course.ends):
            self._leave(False)
        elif isinstance(self._panel.page, AdvicePage) or self._task is not None:
            self._drop(back=False)
            self._recommend(focus=self._panel.has_keyboard)

    # --- Systems ----------------------------------------------------------------------------------------------------

    def _stage(self, ends: Ends) -> Staged:
        return stage(self._editor.workspace, self._editor.catalog, ends, self._editor.view_id)

    def _problem(self, ends: Ends) -> str:
        """Why nothing can be advised between two systems; empty where it can."""
        known = self._editor.workspace.landscape.system_by_id
        if not ends.complete or any(pick is not None and not pick.new and pick.system not in known
                                    for pick in (ends.starts, ends.called)):
            return self.tr("Choose a system for each side.")
        try:
            first_need(self._stage(ends))
        except D365ArchError:
            return self.tr("One of the two has to be Dataverse or Finance and Operations: endpoints of Dynamics 365 "
                           "are what can be advised. Any others are drawn with Connect.")
        return ""

    def _ask_ends(self, course: _Course) -> None:
        self._course = course
        page = EndsPage(self._editor, course.ends, course.entity, self._problem)
        page.chosen.connect(self._take_ends)
        self._panel.turn_to(page)

    def _take_ends(self, ends: Ends, entity: str) -> None:
        need = first_need(self._stage(ends))
        if entity:
            need = with_fact(need, "entities", (entity,))
        self._course = _Course(ends, entity, (Answers(need),))
        self._ask()

    # --- Questions --------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        known, course = self.answers, self._course
        if known is None or course is None:
            return
        question = next_question(known.need, known.asked)
        if question is None:
            self._recommend()
            return
        starts, called = self._stage(course.ends).names
        page = QuestionPage(question, len(known.asked) + 1,
                            self.tr("{starts} starts, {called} is called.").format(starts=starts, called=called))
        page.chosen.connect(self._answer)
        page.written.connect(lambda value: self._step(Answers(
            with_fact(known.need, question.key, value), (*known.asked, question.id))))
        self._panel.turn_to(page)

    def _answer(self, choice: Choice) -> None:
        page, known = self._panel.page, self.answers
        if isinstance(page, QuestionPage) and known is not None:
            self._step(Answers(answered(known.need, choice), (*known.asked, page.question.id)))

    def _step(self, answers: Answers) -> None:
        if self._course is not None:
            self._course = replace(self._course, steps=(*self._course.steps, answers))
            self._ask()

    # --- Recommendations --------------------------------------------------------------------------------------------

    def _recommend(self, *, focus: bool = True) -> None:
        """Judge every endpoint on a worker thread; it takes a fifth of a second."""
        known = self.answers
        if known is None:
            return
        need, workspace, catalog = known.need, self._editor.workspace, self._editor.catalog

        def failed(error: Exception) -> None:
            self._task = None
            if not isinstance(error, D365ArchError):
                raise error
            waiting.say(error.sentence, "warn")

        waiting = Page(self.tr("Comparing endpoints …"))
        waiting.may_go_back = True
        waiting.column.addStretch(1)
        self._panel.turn_to(waiting, focus=focus)
        self._task = self._editor.background.run(
            self.tr("Comparing endpoints"),
            lambda _progress: advise(need, catalog, settings_of(workspace.landscape), workspace.landscape.strategy),
            self._show_advice, failed)

    def _show_advice(self, advice: Advice) -> None:
        self._task = None
        course = self._course
        if course is None:
            return
        name = course.entity or self._stage(course.ends).default_name
        page = AdvicePage(advice, name, lambda chosen: recommendation_html(
            cast(Recommendation, chosen), self._editor, colors_of(self._editor.theme)))
        page.looked.connect(self._look)
        page.taken.connect(self._draw)
        page.explain.connect(self._explain)
        page.name.editingFinished.connect(
            lambda: self._look(cast(Recommendation, page.chosen)) if page.chosen else None)
        self._panel.turn_to(page, focus=self._panel.has_keyboard)

    def _look(self, chosen: Recommendation) -> None:
        """Show where it would be drawn."""
        page = self._panel.page
        if not isinstance(page, AdvicePage):
            return
        try:
            self._edit = self._edit_for(chosen, page.name.text())
            after = self._edit.apply(self._editor.workspace)
        except D365ArchError as error:
            self._edit = None
            page.tell_where(error.sentence, may_act=False)
        else:
            page.tell_where(added(self._editor.workspace, after), may_act=True)
        self._preview.show(self._edit)

    def _edit_for(self, chosen: Recommendation, name: str) -> Edit:
        course, known = self._course, self.answers
        if course is None or known is None:
            raise ValueError
        staged = self._stage(course.ends)
        return drawing_edit(staged, known.need, chosen, name.strip() or staged.default_name, self._editor.view_id)

    def _draw(self, chosen: Recommendation) -> None:
        page = self._panel.page
        if not isinstance(page, AdvicePage):
            return
        self._look(chosen)      # the name may be another
        edit = self._edit
        if edit is None:
            return
        before = self._editor.workspace.landscape
        edit = self._preview.placed(edit)
        self._leave(False)
        if self._editor.perform(edit):
            pick(self._bench, changed_integrations(before, self._editor.workspace.landscape), show=True)

    def _drop(self, *, back: bool = True) -> None:
        """What was advised or is being advised is not wanted any more."""
        if self._task is not None:
            self._task.cancel()
        self._task = self._edit = None
        self._preview.clear(back=back)
