"""Values of Bicep: literals, objects, lists, loops, calls and operators, read and never computed."""

from __future__ import annotations

from abc import ABC, abstractmethod

from d365arch.discovery.azure.bicep_cursor import Cursor
from d365arch.discovery.azure.bicep_nodes import (
    Call,
    Declaration,
    Fields,
    Items,
    Loop,
    Member,
    Name,
    NotBicepError,
    Number,
    Text,
    Value,
)

_DEEPEST = 60
_OPERATORS = {"&&": "and", "||": "or", "==": "equals", "!=": "", "=~": "equals", "!~": "", "<": "less", ">": "greater",
              "<=": "lessOrEquals", ">=": "greaterOrEquals", "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod",
              "??": "coalesce"}


class Values(Cursor, ABC):
    """Reads values; an object may hold declarations of nested resources, which a subclass reads."""

    @abstractmethod
    def _statement(self, level: int = 0) -> Declaration | None:
        """The declaration that stands here, None where it is of no kind that tells anything."""

    def whole(self) -> Value:
        """A value that is all there is."""
        value = self._value(0)
        self._lines()
        if self._peek().kind != "end":
            raise NotBicepError
        return value

    def _value(self, level: int) -> Value:
        if level > _DEEPEST:
            raise NotBicepError
        value = self._binary(level)
        before = self._at
        self._lines()
        if self._is("?"):
            self._at += 1
            self._lines()
            one = self._value(level + 1)
            self._lines()
            self._need(":")
            self._lines()
            return Call("if", (value, one, self._value(level + 1)))
        self._at = before
        return value

    def _binary(self, level: int) -> Value:
        """Operators without their rank: whether a condition holds is never asked, names and addresses are."""
        value = self._unary(level)
        while self._peek().kind == "sign" and self._peek().text in _OPERATORS:
            sign = self._peek().text
            self._at += 1
            self._lines()
            other = self._unary(level)
            if _OPERATORS[sign]:
                value = Call(_OPERATORS[sign], (value, other))
            else:
                value = Call("not", (Call("equals", (value, other)),))
        return value

    def _unary(self, level: int) -> Value:
        count = 0
        while self._is("!") or self._is("-"):
            self._at += 1
            count += 1
        value = self._primary(level)
        return Call("not", (value,)) if count % 2 else value

    def _primary(self, level: int) -> Value:
        if level > _DEEPEST:
            raise NotBicepError
        token = self._peek()
        self._at += 1
        value: Value
        if token.kind == "value" and token.value is not None:
            value = token.value
        elif token.kind == "number":
            value = Number(int(token.text[:18]))
        elif token.text == "(":
            self._lines()
            value = self._value(level + 1)
            self._lines()
            self._need(")")
        elif token.text == "[":
            value = self._items(level + 1)
        elif token.text == "{":
            value = self._fields(level + 1)
        elif token.kind == "name":
            constants: dict[str, bool | None] = {"true": True, "false": False, "null": None}
            value = Number(constants[token.text]) if token.text in constants else (
                Call(token.text, self._arguments(level)) if self._take("(") else Name(token.text))
        else:
            raise NotBicepError
        return self._members(value, level)

    def _members(self, value: Value, level: int) -> Value:
        for _ in range(_DEEPEST):
            if self._take("!"):
                continue
            if self._take("::"):
                value = Name(self._name())
            elif self._take("."):
                self._take("?")
                name = self._name()
                if self._take("("):
                    arguments = self._arguments(level)
                    owner = isinstance(value, Name) and value.name in {"az", "sys"}
                    value = Call(name, arguments if owner else (value, *arguments))
                else:
                    value = Member(value, Text((name,)))
            elif self._take("["):
                self._take("?")
                value = Member(value, self._value(level + 1))
                self._need("]")
            else:
                return value
        raise NotBicepError

    def _arguments(self, level: int) -> tuple[Value, ...]:
        found: list[Value] = []
        self._lines()
        while not self._take(")"):
            found.append(self._argument(level + 1))
            self._lines()
            self._take(",")
            self._lines()
        return tuple(found)

    def _argument(self, level: int) -> Value:
        value = self._value(level)
        if self._take("=>"):  # a lambda, whose outcome only a deployment knows
            self._lines()
            self._value(level)
            return Call("lambda", ())
        return value

    def _items(self, level: int) -> Value:
        self._lines()
        if self._take("for"):
            return self._loop(level)
        found: list[Value] = []
        while not self._take("]"):
            if self._take("..."):
                self._value(level)
            else:
                found.append(self._value(level))
            self._lines()
            self._take(",")
            self._lines()
        return Items(tuple(found))

    def _loop(self, level: int) -> Value:
        index = ""
        if self._take("("):
            item = self._name()
            self._need(",")
            index = self._name()
            self._need(")")
        else:
            item = self._name()
        self._need("in")
        over = self._value(level)
        self._need(":")
        self._lines()
        if self._take("if"):
            self._need("(")
            self._value(level)
            self._need(")")
            self._lines()
        body = self._value(level)
        self._lines()
        self._need("]")
        return Loop(item, index, over, body)

    def _fields(self, level: int) -> Value:
        found: list[tuple[str, Value]] = []
        resources: list[Declaration] = []
        self._lines()
        while not self._take("}"):
            if self._take("..."):
                self._value(level)
            elif self._is("@") or (self._is("resource") and self._peek(1).kind == "name"):
                inner = self._statement(level)
                if inner is not None:
                    resources.append(inner)
            else:
                token = self._peek()
                self._at += 1
                key = token.value.plain if isinstance(token.value, Text) else token.text if token.kind == "name" else ""
                self._need(":")
                self._lines()
                found.append((key, self._value(level)))
            self._lines()
            self._take(",")
            self._lines()
        return Fields(tuple(found), tuple(resources))
