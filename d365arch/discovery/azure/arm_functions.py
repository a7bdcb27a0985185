"""Functions of ARM templates that only put texts together or choose between them; all others are kept as text."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import Any

LONGEST_TEXT = 10_000
"""Characters of a value that is put together; names and addresses are far shorter."""

_DEEPEST_VALUE = 50
_MOST_PARTS = 2_000

_PLACE = re.compile(r"\{(\d{1,2})(?::[^{}]{0,20})?\}")

PUBLIC_CLOUD = {
    "name": "AzureCloud",
    "resourceManager": "https://management.azure.com/",
    "portal": "https://portal.azure.com",
    "authentication": {"loginEndpoint": "https://login.microsoftonline.com/", "tenant": "common"},
    "suffixes": {"storage": "core.windows.net", "sqlServerHostname": ".database.windows.net",
                 "keyvaultDns": ".vault.azure.net", "acrLoginServer": ".azurecr.io"},
}
"""What `environment()` gives in the public cloud, which is taken where a template leaves the cloud open."""


def text_of_value(value: Any) -> str:
    """A value as `concat` and `string` write it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)[:LONGEST_TEXT] if fits(value) else ""
    return str(value)


def fits(value: Any) -> bool:
    """Whether an object or a list is of a size that is worth putting together."""
    level, parts = [value], 0
    for _ in range(_DEEPEST_VALUE):
        parts += sum(map(len, level))
        if parts > _MOST_PARTS:
            return False
        level = [below for one in level for below in (one.values() if isinstance(one, dict) else one)
                 if isinstance(below, (dict, list))]
        if not level:
            return True
    return False


def _small(text: Any) -> str:
    return text_of_value(text).lower()


def _concat(*values: Any) -> Any:
    if values and all(isinstance(value, list) for value in values):
        return [one for value in values for one in value]
    return "".join(map(text_of_value, values))


def _format(pattern: Any, *values: Any) -> str:
    texts = [text_of_value(value) for value in values]
    _bounded(text_of_value(pattern).count("{"), max(map(len, texts), default=0))

    def filled(match: re.Match[str]) -> str:
        return texts[int(match[1])] if int(match[1]) < len(texts) else match[0]

    return _PLACE.sub(filled, text_of_value(pattern).replace("{{", "\ue000").replace("}}", "\ue001")).replace(
        "\ue000", "{").replace("\ue001", "}")


def _replace(text: Any, old: Any, new: Any) -> str:
    whole, part, other = text_of_value(text), text_of_value(old), text_of_value(new)
    if not part:
        return whole
    _bounded(whole.count(part), len(other))
    return whole.replace(part, other)


def _bounded(times: int, length: int) -> None:
    """Raises `ValueError` where putting a text in so often makes more than anybody needs."""
    if times * length > 10 * LONGEST_TEXT:
        raise ValueError


def _substring(text: Any, start: Any = 0, length: Any = None) -> str:
    whole, begin = text_of_value(text), _whole(start)
    return whole[begin:] if length is None else whole[begin:begin + max(0, _whole(length))]


def _split(text: Any, by: Any) -> list[str]:
    whole, signs = text_of_value(text), [str(one) for one in (by if isinstance(by, list) else [by]) if one]
    for sign in signs[1:]:
        whole = whole.replace(sign, signs[0])
    return whole.split(signs[0]) if signs else [whole]


def _join(parts: Any, by: Any) -> str:
    return text_of_value(by).join(map(text_of_value, parts)) if isinstance(parts, list) else text_of_value(parts)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, (str, list)) and value else ""


def _last(value: Any) -> Any:
    return value[-1] if isinstance(value, (str, list)) and value else ""


def _take(value: Any, count: Any) -> Any:
    return value[:max(0, _whole(count))] if isinstance(value, (str, list)) else value


def _skip(value: Any, count: Any) -> Any:
    return value[max(0, _whole(count)):] if isinstance(value, (str, list)) else value


def _pad(text: Any, length: Any, sign: Any = " ") -> str:
    return text_of_value(text).rjust(min(_whole(length), 200), (text_of_value(sign) or " ")[0])


def _uri(base: Any, relative: Any) -> str:
    return f"{text_of_value(base).rstrip('/')}/{text_of_value(relative).lstrip('/')}"


def _contains(container: Any, item: Any) -> bool:
    if isinstance(container, dict):
        return text_of_value(item).lower() in {str(key).lower() for key in container}
    return item in container if isinstance(container, list) else text_of_value(item) in text_of_value(container)


def _equals(one: Any, other: Any) -> bool:
    return bool(one == other)


def _union(*values: Any) -> Any:
    if values and all(isinstance(value, dict) for value in values):
        return {key: below for value in values for key, below in value.items()}
    return _distinct(one for value in values if isinstance(value, list) for one in value)


def _distinct(values: Any) -> list[Any]:
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _object(*values: Any) -> dict[str, Any]:
    return {text_of_value(key): value for key, value in zip(values[::2], values[1::2], strict=False)}


def _range(start: Any, count: Any) -> list[int]:
    return list(range(_whole(start), _whole(start) + min(max(0, _whole(count)), 1_000)))


def _from_json(text: Any) -> Any:
    whole = text_of_value(text)
    if len(whole) > LONGEST_TEXT:
        raise ValueError
    return json.loads(whole)


def _to_base64(text: Any) -> str:
    return base64.b64encode(text_of_value(text).encode()).decode()


def _from_base64(text: Any) -> str:
    return base64.b64decode(text_of_value(text), validate=True).decode("utf-8", "replace")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, dict)) else 0


def _bool(value: Any) -> bool:
    return value if isinstance(value, bool) else text_of_value(value).lower() in {"true", "1"}


def _whole(value: Any) -> int:
    """A whole number that is small enough to count with. Raises `ValueError`."""
    number = int(value) if isinstance(value, (int, float)) else int(text_of_value(value)[:20])
    if abs(number) > 10 ** 12:
        raise ValueError
    return number


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concat": _concat,
    "format": _format,
    "tolower": _small,
    "toupper": lambda text: text_of_value(text).upper(),
    "trim": lambda text: text_of_value(text).strip(),
    "replace": _replace,
    "substring": _substring,
    "split": _split,
    "join": _join,
    "first": _first,
    "last": _last,
    "take": _take,
    "skip": _skip,
    "padleft": _pad,
    "uri": _uri,
    "string": text_of_value,
    "int": _whole,
    "bool": _bool,
    "json": _from_json,
    "base64": _to_base64,
    "base64tostring": _from_base64,
    "length": _length,
    "empty": lambda value: value in ("", None, [], {}),
    "contains": _contains,
    "startswith": lambda text, part: _small(text).startswith(_small(part)),
    "endswith": lambda text, part: _small(text).endswith(_small(part)),
    "indexof": lambda text, part: _small(text).find(_small(part)),
    "equals": _equals,
    "not": lambda value: not _bool(value),
    "and": lambda *values: all(map(_bool, values)),
    "or": lambda *values: any(map(_bool, values)),
    "less": lambda one, other: one < other,
    "lessorequals": lambda one, other: one <= other,
    "greater": lambda one, other: one > other,
    "greaterorequals": lambda one, other: one >= other,
    "add": lambda one, other: _whole(one) + _whole(other),
    "sub": lambda one, other: _whole(one) - _whole(other),
    "mul": lambda one, other: _whole(one) * _whole(other),
    "div": lambda one, other: int(_whole(one) / _whole(other)),
    "mod": lambda one, other: _whole(one) % _whole(other),
    "min": lambda *values: min(_flat(values)),
    "max": lambda *values: max(_flat(values)),
    "coalesce": _coalesce,
    "union": _union,
    "array": lambda value: value if isinstance(value, list) else [value],
    "createarray": lambda *values: list(values),
    "createobject": _object,
    "range": _range,
    "true": lambda: True,
    "false": lambda: False,
    "null": lambda: None,
    "environment": lambda: PUBLIC_CLOUD,
}
"""By name in small letters. Each may raise `TypeError`, `ValueError` and their like on arguments that do not fit."""


def _flat(values: Sequence[Any]) -> list[int]:
    return [_whole(one) for value in values for one in (value if isinstance(value, list) else [value])]


def resource_id(arguments: Sequence[str]) -> str | None:
    """The id `/providers/<type>/<name>` from the arguments of `resourceId` and its like; None where they name no type.

    Subscription and resource group, which may stand in front, are left out of the id: they say nothing about what the
    resource is, and one deployment names them where the next does not.
    """
    at = next((index for index, text in enumerate(arguments) if "/" in text and "." in text.split("/", 1)[0]), None)
    if at is None:
        return None
    provider, *kinds = arguments[at].strip("/").split("/")
    names = arguments[at + 1:]
    pairs = [f"{kind}/{name}" for kind, name in zip(kinds, names, strict=False)]
    return "/".join(["/providers", provider, *pairs])
