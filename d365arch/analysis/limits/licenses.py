"""The kinds of licenses that count for the request pools, and a word on those that do not (L-PP-01, L-PP-02)."""

from __future__ import annotations

from collections.abc import Iterator

from d365arch.errors import printable
from d365arch.model import Landscape
from d365arch.model.problems import Gravity, Problem, did_you_mean

LIGHT = ("per-app", "pay-as-you-go", "payg", "team-member", "microsoft-365", "m365", "office-365")
"""Parts of the names of licenses that cover few requests."""

PROCESS = ("process", "per-flow", "copilot-studio")
"""Parts of the names of licenses of a flow, not of a person."""

POWER = ("power-apps", "power-automate")
"""How the names of Power Platform licenses begin."""

PORTAL = "power-pages"

KNOWN = ("d365-enterprise", "d365-professional", "d365-team-member", "power-apps", "power-apps-per-app",
         "power-automate", "power-automate-process", "power-pages", "copilot-studio", "microsoft-365")
"""One name of each kind, to choose from; longer ones such as d365-sales-enterprise are known by their parts."""


def is_full_d365(name: str) -> bool:
    """Whether it is a Dynamics 365 Enterprise or Professional user license; attach and Team Member are none."""
    return name.startswith(("d365", "dynamics-365")) and any(w in name for w in ("enterprise", "professional")) and (
        "attach" not in name)


def is_known(name: str) -> bool:
    """Whether anything is counted for a license, or it is one that adds nothing, such as an attach license."""
    return (any(part in name for part in (*LIGHT, *PROCESS)) or name.startswith((*POWER, PORTAL))
            or is_full_d365(name) or (name.startswith(("d365", "dynamics-365")) and "attach" in name))


def check_licenses(landscape: Landscape) -> Iterator[Problem]:
    """A warning for each license of the tenant that is not known, with what is."""
    for name in landscape.tenant.licenses if landscape.tenant else ():
        if not is_known(name):
            hint = did_you_mean(name, KNOWN) or f"; known are {', '.join(KNOWN)}"
            yield Problem(f'tenant.licenses has the unknown license "{printable(name)}"{hint}'
                          f'{"" if hint.endswith("?") else "."} Nothing is counted for it',
                          ("tenant", "licenses", name), Gravity.WARNING)
