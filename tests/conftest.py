"""Random examples are the same in every run, so that what passed passes again; D365ARCH_EXPLORE=1 seeks new ones."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("D365ARCH_EXPLORE") == "1" else "same")
