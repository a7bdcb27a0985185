"""What a Bicep file consists of once it is read: declarations and values."""

from __future__ import annotations

from dataclasses import dataclass, field


class NotBicepError(Exception):
    """A piece of a file that does not read as Bicep."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string; its pieces are texts and the values put in between."""

    pieces: tuple[str | Value, ...]

    @property
    def plain(self) -> str:
        """The text where it holds nothing but text; else empty."""
        return "".join(one for one in self.pieces if isinstance(one, str)) if all(
            isinstance(one, str) for one in self.pieces) else ""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, a truth value or nothing."""

    value: int | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a parameter, a variable, a resource, a module or of what a loop is at."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`base.name` or `base[index]`."""

    base: Value
    index: Value


@dataclass(frozen=True, slots=True)
class Call:
    """A function, or an operator under the name of its function."""

    name: str
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """An object, with the resources that are declared inside it."""

    fields: tuple[tuple[str, Value], ...]
    resources: tuple[Declaration, ...] = ()

    def get(self, name: str) -> Value | None:
        """The value of a field."""
        return next((value for key, value in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Loop:
    """`[for item in items: body]`."""

    item: str
    index: str
    over: Value
    body: Value


Value = Text | Number | Name | Member | Call | Items | Fields | Loop


@dataclass(frozen=True, slots=True)
class Declaration:
    """One statement."""

    kind: str
    """`param`, `var`, `func`, `resource`, `module`, `output` or `import`."""
    name: str
    about: str = ""
    """Type of a resource, path of a module or an import, type of a parameter."""
    value: Value | None = None
    condition: Value | None = None
    existing: bool = False
    secure: bool = False
    names: tuple[str, ...] = field(default=())
    """What an import takes (`name` or `name as other`); the parameters of a function."""
