"""Random examples are the same in every run, so that what passed passes again; D365ARCH_EXPLORE=1 seeks new ones."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import settings

if sys.dont_write_bytecode:
    # Nothing is to be written beside the sources; without byte code, though, each worker would rewrite all tests and
    # each command that they start would compile the program anew, which is a tenth of the whole.
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(
        Path(__file__).resolve().parents[1] / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("D365ARCH_EXPLORE") == "1" else "same")
