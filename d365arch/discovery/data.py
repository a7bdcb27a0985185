"""What discovery knows as data: the files of `resources/discovery`."""

from __future__ import annotations

from importlib import resources
from typing import Any

import yaml


def known_data(name: str) -> Any:
    """The value of a file such as `hosts.yaml`, read anew: whoever asks keeps what it makes of it."""
    text = (resources.files("d365arch.resources") / "discovery" / name).read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
