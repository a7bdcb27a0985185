"""What the built program starts with: the same entry point as the command, ready for child processes."""

from __future__ import annotations

import multiprocessing
import sys

from d365arch.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
