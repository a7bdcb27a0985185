"""Random edits, undo, redo, save and reload: nothing dangles, nothing untouched changes, everything comes back."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from d365arch.edit import Document
from d365arch.io.encode import to_text
from d365arch.io.files import read_text
from d365arch.io.splice import splice
from d365arch.model import Workspace
from d365arch.model.validate import validate
from tests.edit.moves import Dice, applied, random_edit
from tests.edit.samples import shop_workspace

SEEDS = st.integers(0, 2**32 - 1)
KINDS = ("systems", "integrations", "zones", "entities", "notes")


def assert_untouched_are_identical(before, after):
    """An element that is equal to what it was is the same object."""
    for kind in KINDS:
        old = {e.id: e for e in getattr(before.landscape, kind)}
        for element in getattr(after.landscape, kind):
            assert element != old.get(element.id) or element is old[element.id], (kind, element.id)
    for view in after.views:
        assert view != before.view_by_id.get(view.id) or view is before.view_by_id[view.id]
    if after == before:
        assert after is before


class Editing(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.document = Document()
        self.first = self.document.workspace
        self.done, self.undone, self.heard = [], [], []
        self.document.subscribe(lambda before, after: self.heard.append((before, after)))

    @initialize(populated=st.sampled_from([True, True, False]))
    def begin(self, populated):
        self.first = shop_workspace() if populated else Workspace.empty("Start")
        self.document.replace(self.first)
        self.saved, self.text = self.first, "# kept through every save\n" + to_text(self.first)

    @rule(seed=SEEDS)
    def edit(self, seed):
        before = self.document.workspace
        picture = repr(before)
        move = random_edit(Dice(f"{seed} {len(self.heard)}"), before)
        after = applied(move, before)
        assert repr(before) == picture
        if after is None:
            return
        assert move.label[:1].isupper() and "\n" not in move.label and len(move.label) < 120
        assert move.apply(before) == after
        hash(after.landscape.systems)
        assert_untouched_are_identical(before, after)
        if after is not before:
            self.done.append((before, after))
            self.undone.clear()
            self.document.replace(after)
            assert self.heard[-1] == (before, after)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self):
        before, after = self.done.pop()
        assert self.document.workspace is after
        self.document.replace(before)
        self.undone.append((before, after))

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self):
        before, after = self.undone.pop()
        assert self.document.workspace is before
        self.document.replace(after)
        self.done.append((before, after))

    @rule()
    def save_and_reload(self):
        self.text = splice(self.text, self.saved, self.document.workspace)
        self.saved = self.document.workspace
        opened = read_text(self.text, "saved.yaml")
        assert opened.workspace == self.saved
        assert self.text.startswith("# kept through every save\n")

    @invariant()
    def nothing_dangles(self):
        assert validate(self.document.workspace) == ()

    def teardown(self):
        while self.done:
            self.undo()
        assert self.document.workspace is self.first


Editing.TestCase.settings = settings(
    max_examples=60, stateful_step_count=50, deadline=None, report_multiple_bugs=False,
    phases=[Phase.generate], derandomize=True, print_blob=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
TestEditing = Editing.TestCase
