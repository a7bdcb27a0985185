"""When two names or hosts look like one and the same thing: plain spelling, words for environments, shortened words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, product

_WORDS = re.compile(r"[^\W_]+")
ENVIRONMENT_WORDS = frozenset({
    "dev", "develop", "development", "test", "tst", "testing", "uat", "sit", "qa", "acc", "acceptance", "stage",
    "staging", "stg", "preprod", "pre", "prep", "prod", "production", "prd", "live", "sandbox", "sbx", "sand", "demo",
    "train", "training", "trial", "golden", "hotfix", "int", "integration",
})
"""What tells the copies of a system apart: its environments."""


_SHORTEST = 4
"""Letters of a name that may be a shortened one; what is shorter begins too many others."""


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in small letters, without accents and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return tuple(_WORDS.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def plain_name(name: str) -> str:
    """A name for comparing: `SAP S/4HANA` and `sap s4hana` are alike."""
    return "".join(words_of(name))


def shortened(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of numbers of names of which the first shortens the second: it has the beginning of its last word.

    "S/4" is short for "S/4HANA", but "site 1" is not short for "site 12", nor "plan a" for "plan archive".
    """
    groups: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, name in enumerate(names):
        words = words_of(name)
        if words:
            groups[words[:-1]][words[-1]].append(number)
    for before, by_last in groups.items():
        lasts = sorted(by_last)
        for place, short in enumerate(lasts):
            if len("".join(before)) + len(short) < _SHORTEST:
                continue
            # Sorted, the words that begin with one stand right behind it.
            for long in islice(lasts, place + 1, None):
                if not long.startswith(short):
                    break
                if long[len(short)].isalpha() if short[-1].isdigit() else len(short) >= 2:
                    yield from product(by_last[short], by_last[long])


def without_environment(host: str) -> tuple[str, str] | None:
    """A host or name without the word that says which environment it is, and that word; None where there is none.

    `contoso-uat.crm4.dynamics.com` and `contosodev.crm4.dynamics.com` are both `contoso.crm4.dynamics.com`.
    """
    first, dot, rest = host.lower().partition(".")
    words = re.split(r"[-_ /]", first)
    found = next((word for word in words if word in ENVIRONMENT_WORDS), "")
    if found and len(words) > 1:
        words.remove(found)
        return "-".join(words) + dot + rest, found
    for word in sorted(ENVIRONMENT_WORDS, key=len, reverse=True):
        # Without a sign between, only words that hardly end a name by chance.
        if len(word) >= 3 and word not in _ORDINARY and first.endswith(word) and len(first) > len(word) + 2:
            return first[: -len(word)] + dot + rest, word
    return None


_ORDINARY = frozenset({"int", "pre", "acc", "live", "sand", "train", "integration", "sit", "prep", "stage", "trial"})
"""Words that names end in for other reasons, such as `point` and `deposit`."""
