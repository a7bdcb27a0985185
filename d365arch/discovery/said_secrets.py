"""Passwords that people write into remarks, cells and labels, in the languages that lists are read in.

Known by the word before them (`PW: ...`, `Mot de passe : ...`, `pwd ...`), and under the headings of columns for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

MASK = "(secret)"

SIGNS = ("pass", "pw", "kennw", "mdp", "wachtw", "contrase", "zugang", "credential", "credencial", "anmelded",
         "identifiant", "inlog", "toegang", "logindat")
"""One of these stands in every text that the patterns are for, in small letters."""

_LONG = (r"(?:passwor[dt]|passwd|passwoord|passphrase|kennwort|wachtwoord)(?:e?s|en|er)?"
         r"|(?:pass|kenn) wort|mots? de passe|contrase(?:ñ|n)as?")
"""Words that mean nothing else, also as the end of a longer one."""
_SHORT = r"pwd|pw|pass|mdp|passw"
_BOTH = (r"zugangs?daten|zugang|credentials?|anmeldedaten|login ?-?daten|login ?data|identifiants?|credenciales"
         r"|inlog ?gegevens|toegangs ?gegevens|access data|codes? d'accès")
"""Words for a user together with a password."""
_VALUE = r"[\"'“„«`]?([^\s\"'“”„«»`<>;|]{3,200})"
_IS = r"[\"'”)]{0,2}\s{0,3}(?:[:=]|->|→)\s{0,3}"
_VERB = r"\s{1,3}(?:ist|lautet|is|est|es|c'est)\s{0,2}:?\s{1,3}"
_SIGNED = re.compile(rf"(?:(?:{_LONG})|(?<![^\W_])(?:{_SHORT})){_IS}{_VALUE}", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?:(?:{_LONG})|(?<![^\W_])(?:pwd|pw|mdp))(?:{_VERB}|\s{{1,3}}){_VALUE}", re.IGNORECASE)
_PAIRED = re.compile(rf"(?<![^\W_])(?:{_BOTH}){_IS}([^\n;|]{{3,300}})", re.IGNORECASE)
_PARTS = re.compile(r"[\s,/:]+")
_USER_AND = re.compile(r"^\s*([\w.@\\-]{1,80})\s*[/:]\s*([^\s,;|/:]{4,200})\s*$")
"""`svc-user / secret`: a user and a password, and nothing else."""
_USER = re.compile(r"(?i)(?:svc|user|usr|admin|benutzer|service)")
_LOGGED_IN = re.compile(
    r"(?<![^\W_])(?:login|log-in|user(?:name)?|benutzer(?:name)?|utilisateur|usuario|gebruiker)\s{0,3}[:=]?\s{0,3}"
    rf"[\w.@\\-]{{1,80}}\s{{0,3}}[/:,]\s{{0,3}}{_VALUE}", re.IGNORECASE)
_REFERS = re.compile(r"[@\[{(<$%*#]|\*{3}|x{4,}|.*(?:vault|tresor|keepass|kv-|lastpass|bitwarden|\(\)|\{|\[)",
                     re.IGNORECASE)
"""Beginnings of expressions, and names of where passwords are kept."""
_SPECIAL = re.compile(r"[!#$%&*+?~§€^=@]")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:[.-][A-Za-z_]\w*)+|https?://\S*|\S+/\S+/\S+|\S+\.\w{2,5}(?:[:/]\S*)?")
"""Members of objects, addresses and files."""
_TERMS = re.compile(
    r"(?i)(?:o?auth|sha|aes|tls|ssl|md|base|v|ver|version|step|nr|no|s|b|d|ax|r|iso|rfc|level|stufe)-?[\d.]{1,5}"
    r"|\d+[a-z]{1,4}|d365\S*|s/?4\S*|x\.?509|dynamics365|office365|m365|(?:passw|pwd|pw|kennw)\w*\d?"
    r"|.*(?:\(secret\)|policy|reset|expir|rotat).*")
"""Words with digits in them that are none."""
_END = re.compile(r"[\"'”“»`]?\s*(?:$|[,;|\n)\]/])")
_ORDINARY = frozenset({
    "abgelaufen", "active", "admin", "aucun", "aucune", "basic", "benötigt", "caducado", "certificat",
    "certificate", "change", "changed", "common", "default", "desconocido", "directory", "empty", "encrypted",
    "entra", "erforderlich", "expired", "expires", "expiré", "false", "fehlt", "field", "folgt", "geen",
    "gemeinsam", "geändert", "hidden", "hinterlegt", "inconnu", "individual", "input", "keepass", "keine",
    "keiner", "kennwort", "keyvault", "login", "mandatory", "manual", "masked", "missing", "monthly", "needed",
    "ninguna", "ninguno", "no", "none", "nothing", "null", "oauth", "object", "offen", "onbekend", "optional",
    "owner", "password", "passwort", "personal", "requerido", "required", "requis", "rotated", "secret", "see",
    "separat", "separate", "shared", "siehe", "stored", "string", "text", "token", "tresor", "true", "unbekannt",
    "unknown", "user", "value", "values", "various", "vault", "vereist", "verlopen", "verschlüsselt", "voir",
    "vorhanden", "windows", "yearly", "yes", "zertifikat", "zie",
})
"""Words that people write where a password could stand."""


def may_say(small: str) -> bool:
    """Whether a text, given in small letters, has a word that a password may follow."""
    return any(sign in small for sign in SIGNS)


def said_in(text: str) -> Iterator[tuple[str, str]]:
    """What in any text is a password by its word and its look: kind and value. Neither code nor names are any."""
    for pattern in (_SIGNED, _SPOKEN):
        for match in pattern.finditer(text):
            value = _trimmed(match[1])
            if _is_strong(value):
                yield "password", value
    yield from _paired(text)


def said_by_people(text: str) -> Iterator[tuple[str, str]]:
    """As `said_in`, for a cell or a label: there a word alone behind `PW:` is a password, too."""
    for match in _LOGGED_IN.finditer(text):
        if _is_strong(value := _trimmed(match[1])):
            yield "password", value
    if not may_say(text.lower()):
        return
    yield from said_in(text)
    for match in _SIGNED.finditer(text):
        value = _trimmed(match[1])
        if not _is_strong(value) and _is_alone(value) and _END.match(text, match.start(1) + len(value)):
            yield "password", value


def without_passwords(text: str) -> str:
    """A cell or label as it may be kept: what is a password is masked, however short it is."""
    for _, value in sorted(said_by_people(text), key=lambda one: -len(one[1])):
        text = text.replace(value, MASK)
    return text


_CREDENTIALS = re.compile(
    rf"(?:\w{{0,30}}(?:{_LONG})|{_SHORT}|{_BOTH}|zugänge|logins?|accès|acceso|toegang|(?:api )?secrets?|passwords?"
    r"|(?:user|username|login|benutzer|utilisateur|usuario|gebruiker)(?:name)?(?: (?:and|und|et|y|en|&) )? ?"
    rf"(?:{_LONG}|{_SHORT}))", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s_/,.:()\[\]-]+")


@lru_cache(maxsize=2_048)
def is_for_credentials(heading: str) -> bool:
    """Whether a column is one for passwords or logins: `Passwort`, `PW`, `Zugangsdaten`, `Login`, `Credentials`."""
    plain = _PUNCTUATION.sub(" ", heading[:200]).strip()
    return _CREDENTIALS.fullmatch(plain) is not None


def under_credentials(heading: str, cell: str) -> Iterator[tuple[str, str]]:
    """What a cell of such a column gives away: kind and value. How somebody signs in is no secret."""
    if not is_for_credentials(heading):
        return
    found = list(said_by_people(cell))
    yield from found
    parts = [part for part in map(_trimmed, _PARTS.split(cell)) if len(part) >= 3]
    pair = _USER_AND.match(cell)
    both = re.fullmatch(rf"(?!zugang$)(?:{_BOTH})", heading.strip(), re.IGNORECASE) is not None
    if pair is not None and _is_alone(pair[2]) and (both or _USER.search(pair[1])):
        yield "password", pair[2]
    only = re.search(rf"{_LONG}|^(?:{_SHORT})$", heading.strip(), re.IGNORECASE) is not None
    for part in parts:
        # Under `Password` a word alone is one; under `Login` it is a user or a way to sign in.
        if _is_strong(part) or (only and len(parts) == 1 and _is_alone(part, 3)):
            yield "password", part


def _paired(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIRED.finditer(text):
        pair = _USER_AND.match(match[1])
        if pair is not None and _is_alone(pair[2]):
            yield "password", _trimmed(pair[2])
        # Our own output is read again where it lies beside the artefacts: behind the mask nothing is secret any more.
        for part in _PARTS.split(match[1].partition(MASK)[0])[:12]:
            if _is_strong(_trimmed(part)):
                yield "password", _trimmed(part)


def _trimmed(value: str) -> str:
    return value.rstrip(".,:)\"'")


def _is_strong(value: str) -> bool:
    """Whether a value looks chosen as a password: letters with digits, or with signs that words do not have."""
    if len(value) < 6 or _REFERS.match(value) or _DOTTED.fullmatch(value) or _TERMS.fullmatch(value):
        return False
    letters = any(map(str.isalpha, value))
    return letters and (any(map(str.isdigit, value)) or (_SPECIAL.search(value[1:-1]) is not None and "@" not in value))


def _is_alone(value: str, shortest: int = 3) -> bool:
    """Whether a value can be a password although it looks like a word."""
    return (len(value) >= shortest and value.casefold() not in _ORDINARY and not _REFERS.match(value)
            and not _TERMS.fullmatch(value) and not _DOTTED.fullmatch(value))
