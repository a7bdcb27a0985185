"""Tokens in literal texts that tools of a deployment put values in for, such as `${NAME}` or `#{name}#`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from d365arch.discovery.workflows.values import Piece, Unknown

_TOKEN = re.compile(r"\$\{([A-Za-z_][\w.-]{0,80})\}|#\{([A-Za-z_][\w.-]{0,80})\}#?|\$\(([A-Za-z_][\w.-]{0,80})\)"
                    r"|(?<![A-Za-z0-9_])__([A-Za-z][A-Za-z0-9]{1,30}(?:_[A-Za-z0-9]{1,30}){0,6})__(?![A-Za-z0-9_])")
"""Tokens that tools such as envsubst, Replace Tokens and Azure Pipelines put values in for."""


def has_tokens(text: str) -> bool:
    """A quick look for signs of tokens."""
    return "${" in text or "#{" in text or "$(" in text or "__" in text


def with_tokens(text: str) -> Iterator[Piece]:
    """A literal text; what pipelines of deployments replace in it, such as `${NAME}` or `#{name}#`, is not known."""
    if not has_tokens(text):
        yield text
        return
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            yield text[at:match.start()]
        yield Unknown(next(name for name in match.groups() if name), 0)
        at = match.end()
    if at < len(text) or not text:
        yield text[at:]
