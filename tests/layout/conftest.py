from __future__ import annotations

import sys
from pathlib import Path

# The landscapes are shared with the benchmark, which runs them as a script.
sys.path.insert(0, str(Path(__file__).parent))
