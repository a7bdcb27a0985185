"""What the tests of edits start from."""

import pytest

from d365arch.model import Workspace
from tests.edit.samples import shop_workspace


@pytest.fixture
def shop() -> Workspace:
    return shop_workspace()
