"""What single cells of a list say: which way, whether it still runs, how it authenticates, how grave, which team."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from d365arch.discovery.lists.timing import plain
from d365arch.model.vocabulary import Level, Operation


class Way(StrEnum):
    """What a direction column says."""

    ALONG = "along"
    """As the columns stand: from the first to the second."""
    AGAINST = "against"
    BOTH = "both"
    INBOUND = "inbound"
    """Into the organisation's own product."""
    OUTBOUND = "outbound"


_BOTH = re.compile(
    r"<\s*[-=–—]*\s*>|[↔⇔⇄⇆⟷]|\bbi\b|\bbi[- ]?dir\w*|\bbeid\w*|\bboth\b|\btwo[- ]way\b|\b2[- ]way\b|\bin ?(?:/|&|\+|and|und) ?out|"
    r"\bin(?:bound)? ?(?:/|&|\+|and|und) ?out(?:bound)?\b|\bbidire\w*|\bles deux\b|\bambos\b|\bdeux sens\b|\btweerichting\w*|"
    r"\bduplex\b|\bwechselseitig\b|\bgegenseitig\b")
_ALONG = re.compile(r"[-=–—]\s*>|[→⇒⟶➔➜▶►]|\bsource to target\b|\bone[- ]way\b|\buni[- ]?directional\b|\bunidire\w*|\ba to b\b")
_AGAINST = re.compile(r"<\s*[-=–—]|[←⇐⟵◀◄]|\btarget to source\b|\bb to a\b")
_INBOUND = re.compile(r"\bin\b|\binbound\b|\bincoming\b|\bimport\w*|\beingehend\w*|\beingang\w*|\bentrant\w*|\bentrada\b|\binkomend\w*|"
                      r"\binto d365\b|\bto d365\b|\breceive\w*|\bi\b|\bingress\b|\bein\b")
_OUTBOUND = re.compile(r"\bout\b|\boutbound\b|\boutgoing\b|\bexport\w*|\bausgehend\w*|\bausgang\w*|\bsortant\w*|\bsalida\b|\buitgaand\w*|"
                       r"\bfrom d365\b|\bsend\w*|\bo\b|\begress\b|\baus\b")


def way_of(text: str) -> Way | None:
    """Which way a direction column says, None where it says nothing."""
    said = plain(text)
    if not said:
        return None
    into, out = _INBOUND.search(said) is not None, _OUTBOUND.search(said) is not None
    if _BOTH.search(said) or (into and out):
        return Way.BOTH
    if _AGAINST.search(said):
        return Way.AGAINST
    if _ALONG.search(said):
        return Way.ALONG
    return Way.INBOUND if into else Way.OUTBOUND if out else None


_ENDS_OF_ARROW = re.compile(r"^(?P<left>.{1,100}?)\s*(?:<[-=–—]+>|[-=–—]+>|<[-=–—]+|[→⇒⟶➔➜←⇐⟵↔⇔⇄⇆])\s*(?P<right>.{1,100})$", re.DOTALL)


def ends_of_arrow(text: str) -> tuple[str, str] | None:
    """The two names that stand around an arrow, `D365 CE -> Loqate`; None where there are none."""
    match = _ENDS_OF_ARROW.match(text.strip()[:240])
    return (match["left"].strip(), match["right"].strip()) if match else None


@dataclass(frozen=True, slots=True)
class Life:
    """Whether an integration runs, by its status."""

    active: bool | None = None
    tags: tuple[str, ...] = ()


_RETIRED = re.compile(
    r"retired?\b|decom\w*|obsolete|deprecat\w*|abgel(?:ö|oe)st|stillgelegt|au(?:ß|ss)er betrieb|abgeschaltet|end of life|\beol\b|sunset|"
    r"phased? out|to be removed|removed|retir[ée]\w*|retirad\w*|obsol[èe]te|hors service|uitgefaseerd|vervallen|legacy - off|\bold\b|"
    r"entf(?:ä|ae)llt|cancel\w*|rejected|withdrawn|terminated|archived|no longer")
_PLANNED = re.compile(
    r"plan\w*|future|to[- ]be\b|\bnew\b|draft|design\w*|proposed|in development|\bdev(?:elopment)?\b|in progress|in build|in arbeit|"
    r"geplant|zuk(?:ü|ue)nftig|in entwicklung|konzept\w*|en projet|en cours|prévu\w*|futur\w*|planificad\w*|gepland|in ontwikkeling|"
    r"testing|in test\w*|\buat\b|\btest\b|pilot\w*|idea|backlog|not started|pending|concept|specified|roadmap|analysis|not yet|wip")
_OFF = re.compile(r"inactive|disabled|\boff\b|on hold|paused|suspended|inaktiv|deaktiviert|pausiert|inactif|désactivé\w*|inactiv[oa]|inactief|"
                  r"not (?:active|live|in use)|stopped|\bno\b|\bnein\b|\bnon\b|\bnee\b|\bfalse\b|^n$|unused|nicht aktiv|nicht in betrieb")
_LIVE = re.compile(r"\blive\b|\bactive\b|\baktiv\b|prod\w*|in use|in betrieb|running|operational|\bon\b|enabled|actif|activ[oa]\b|actief|en service|"
                   r"\byes\b|\bja\b|\boui\b|\bsí\b|\btrue\b|^[yj]$|go[- ]?live done|deployed|released|implemented|existing|as[- ]is|bestehend|"
                   r"current|in place|umgesetzt|completed?|done|stable|in operation|ok\b")


def life_of(text: str) -> Life:
    """What a status says. Planned and retired interfaces are drawn, marked and switched off."""
    said = plain(text)
    for pattern, life in ((_RETIRED, Life(False, ("retired",))), (_OFF, Life(False)), (_PLANNED, Life(False, ("planned",))),
                          (_LIVE, Life(True))):
        if said and pattern.search(said):
            # "Live since the pilot", "production (new)": what runs now wins over what is only planned.
            return Life(True) if life.tags == ("planned",) and re.match(r"(?:live|prod\w*|active|aktiv)\b", said) else life
    return Life()


_AUTHS = tuple((name, re.compile(pattern)) for name, pattern in (
    ("managed-identity", r"managed identit|\bmsi\b"),
    ("oauth", r"oauth|openid|oidc|client credentials|entra|azure ad\b|\baad\b|bearer|service principal|app registration"),
    ("certificate", r"certificat|mtls|mutual tls|zertifikat|client cert|x\.509"),
    ("sas", r"\bsas\b|shared access"),
    ("api-key", r"api[ -]?key|subscription key|function key|access key|\bapikey\b"),
    ("basic", r"\bbasic\b|user ?(?:name)?[ /&+]*(?:and )?pass|benutzer.{0,10}passwor"),
))


def auth_of(*texts: str) -> str | None:
    """How the initiator authenticates, as the landscape file writes it."""
    said = " | ".join(plain(text) for text in texts if text)
    return next((name for name, pattern in _AUTHS if pattern.search(said)), None)


_LEVELS = ((Level.HIGH, r"\bhigh\b|critical|\bhoch\b|kritisch|\bcrítica?\b|critique|élevée?|\balta?\b|\bhoog\b|\b1\b|\bp1\b|must|gold|urgent|\bh\b|severe|vital|essential"),
           (Level.LOW, r"\blow\b|niedrig|gering|faible|\bbajo\b|\bbaja\b|\blaag\b|\b3\b|\bp3\b|\bp4\b|could|bronze|\bl\b|minor|unkritisch|\b4\b"),
           (Level.MEDIUM, r"medium|mittel|moyen\w*|\bmedi[ao]\b|gemiddeld|normal\w*|moderate|\b2\b|\bp2\b|should|silver|\bm\b"))
_NOT_CRITICAL = re.compile(r"unkritisch|not critical|non[- ]critical|uncritical|nicht kritisch")


def level_of(text: str) -> Level | None:
    """A criticality as one of the three levels."""
    said = plain(text)
    if _NOT_CRITICAL.search(said):
        return Level.LOW
    return next((level for level, pattern in _LEVELS if said and re.search(pattern, said)), None)


_TEAM = re.compile(
    r"\bteams?\b|department|\bdept\b|\bit\b|group|gruppe|abteilung|\bunit\b|\bdesk\b|support|operations|\bops\b|finance|finanz|\bhr\b|human|sales|"
    r"vertrieb|marketing|logisti\w*|warehouse|lager|procurement|einkauf|purchas\w*|supply|production|produktion|\bcrm\b|\berp\b|\bbi\b|\bdata\b|"
    r"integration|platform|security|architect\w*|service|business|controlling|accounting|buchhaltung|treasury|e-?commerce|digital|equipe|équipe|"
    r"equipo|office|squad|tribe|\bcoe\b|competence|partner|vendor|extern\w*|legal|tax|payroll|personal|retail|stores?|quality|engineering|infra\w*|"
    r"\bsap\b|d365|dynamics|commerce|master|customer|product")


def team_of(text: str) -> str | None:
    """The team that a cell names; None for what may be the name of a person, which is left out."""
    said = text.strip()
    if not said or "@" in said or len(said) > 80:
        return None
    return said if _TEAM.search(said.casefold()) else None


_OPERATIONS = ((Operation.CREATE, r"\bcreate\w*|\bc(?=r?u?d?\b)|\binsert\w*|\bpost\b|anlegen|\badd\b|upsert"),
               (Operation.READ, r"\bread\w*|\bc?r(?=u?d?\b)|\bget\b|\bquery\b|lesen|lookup|\blist\b"),
               (Operation.UPDATE, r"\bupdate\w*|\bc?r?u(?=d?\b)|\bpatch\b|\bput\b|ändern|upsert|modify"),
               (Operation.DELETE, r"\bdelete\w*|\bcr?u?d\b|\bremove\b|löschen"))


def operations_of(text: str) -> tuple[Operation, ...]:
    """What is done at the called side, by verbs, HTTP methods or letters of CRUD."""
    said = plain(text)
    return tuple(operation for operation, pattern in _OPERATIONS if said and re.search(pattern, said))


_PULL = re.compile(r"\bpoll\w*|\bpull\w*|read by (?:the )?(?:target|receiver|consumer)|\bfetch\w*|called by (?:the )?(?:target|receiver|consumer)|"
                   r"\bget by\b|\babhol\w*|\bholt\b|\bpicked? up\b|consumer (?:calls|reads)|target (?:calls|reads|pulls|polls)|\bextract by\b")


def is_pulled(*texts: str) -> bool:
    """Whether the side that data goes to fetches it."""
    return any(_PULL.search(plain(text)) for text in texts if text)


_VIA = re.compile(r"\b(?:via|through|over|über|durch|par|vía|a través de)\s+(?P<hub>[^,;|()/\n]{2,60})", re.IGNORECASE)


def hub_in(text: str) -> str | None:
    """What stands behind `via` in a technology."""
    match = _VIA.search(text[:400])
    return match["hub"].strip(" .") if match else None


LOW_CODE = re.compile(r"power automate|logic apps?|\bflow\b|power apps?|low[- ]code|dual[- ]write", re.IGNORECASE)
"""Technologies that are built without code."""
