"""Bicep as far as it declares: parameters, variables, resources, modules, imports; read by hand and never executed."""

from __future__ import annotations

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
from d365arch.discovery.azure.bicep_tokens import Token, tokens_of

LONGEST = 2_000_000
"""Characters of a file that are read."""
_DEEPEST = 60
_OPERATORS = {"&&": "and", "||": "or", "==": "equals", "!=": "", "=~": "equals", "!~": "", "<": "less", ">": "greater",
              "<=": "lessOrEquals", ">=": "greaterOrEquals", "+": "add", "-": "sub", "*": "mul", "/": "div", "%": "mod",
              "??": "coalesce"}


def declarations_of(text: str) -> list[Declaration]:
    """The declarations of a file, in its order. A statement that does not read as Bicep costs itself only."""
    reader = _Reader(tokens_of(text[:LONGEST], _whole))
    return reader.file()


def _whole(tokens: list[Token]) -> Value:
    return _Reader(tokens).whole()


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else Token("end", "")

    def _is(self, text: str) -> bool:
        token = self._peek()
        return token.text == text and token.kind in {"sign", "name"}

    def _take(self, text: str) -> bool:
        if self._is(text):
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise NotBicepError

    def _name(self) -> str:
        token = self._peek()
        if token.kind != "name":
            raise NotBicepError
        self._at += 1
        return token.text

    def _plain(self) -> str:
        value = self._peek().value
        if not isinstance(value, Text):
            raise NotBicepError
        self._at += 1
        return value.plain

    def _lines(self) -> None:
        while self._peek().kind == "newline":
            self._at += 1

    def file(self) -> list[Declaration]:
        """All declarations; a broken one costs itself only."""
        found: list[Declaration] = []
        while True:
            self._lines()
            if self._peek().kind == "end":
                return found
            start = self._at
            try:
                one = self._statement()
                if one is not None:
                    found.append(one)
            except NotBicepError:
                self._at = max(self._at, start)
                self._skip_line()

    def whole(self) -> Value:
        """A value that is all there is."""
        value = self._value(0)
        self._lines()
        if self._peek().kind != "end":
            raise NotBicepError
        return value

    def _skip_line(self) -> None:
        while self._peek().kind not in {"newline", "end"}:
            self._at += 1

    def _statement(self, level: int = 0) -> Declaration | None:
        secure = self._decorators(level)
        word = self._peek().text
        if word == "param":
            return self._param(secure)
        if word in {"var", "output"}:
            self._at += 1
            name = self._name()
            while not self._is("=") and self._peek().kind not in {"newline", "end"}:
                self._at += 1
            self._need("=")
            return Declaration(word, name, value=self._value(level))
        if word == "func":
            return self._function(level)
        if word in {"resource", "module"}:
            return self._resource(word, level)
        if word == "import":
            return self._import()
        self._skip_line()
        return None

    def _decorators(self, level: int) -> bool:
        secure = False
        while self._take("@"):
            value = self._value(level)
            secure = secure or (isinstance(value, Call) and value.name.rsplit(".", 1)[-1] == "secure")
            self._lines()
        return secure

    def _param(self, secure: bool) -> Declaration:
        self._at += 1
        name = self._name()
        kind = self._peek().text if self._peek().kind == "name" else ""
        depth = 0
        while self._peek().kind != "end" and not (depth == 0 and (self._is("=") or self._peek().kind == "newline")):
            depth += (self._peek().text in {"{", "[", "("}) - (self._peek().text in {"}", "]", ")"})
            self._at += 1
        value = self._value(0) if self._take("=") else None
        return Declaration("param", name, kind, value, secure=secure or kind.lower().startswith("secure"))

    def _function(self, level: int) -> Declaration:
        """`func name(first string, second object?) string => value`; types are passed over."""
        self._at += 1
        name = self._name()
        self._need("(")
        names: list[str] = []
        self._lines()
        while not self._take(")"):
            names.append(self._name())
            depth = 0
            while depth > 0 or not (self._is(",") or self._is(")")):
                if self._peek().kind == "end":
                    raise NotBicepError
                depth += (self._peek().text in {"{", "[", "("}) - (self._peek().text in {"}", "]", ")"})
                self._at += 1
            self._take(",")
            self._lines()
        while not self._take("=>"):
            if self._peek().kind == "end":
                raise NotBicepError
            self._at += 1
        self._lines()
        return Declaration("func", name, value=self._value(level), names=tuple(names))

    def _resource(self, kind: str, level: int) -> Declaration:
        self._at += 1
        name, about = self._name(), self._plain()
        existing = self._take("existing")
        self._need("=")
        self._lines()
        condition = None
        if self._take("if"):
            self._need("(")
            condition = self._value(level + 1)
            self._need(")")
        self._lines()
        value = self._value(level)
        return Declaration(
            kind, name, about.split("@", 1)[0] if kind == "resource" else about, value, condition, existing
        )

    def _import(self) -> Declaration:
        self._at += 1
        names: list[str] = []
        alias = ""
        if self._take("*"):
            self._need("as")
            alias = self._name()
        else:
            self._need("{")
            while not self._take("}"):
                self._lines()
                if self._take("}"):
                    break
                name = self._name()
                names.append(f"{name} as {self._name()}" if self._take("as") else name)
                self._take(",")
                self._lines()
        self._need("from")
        return Declaration("import", alias, self._plain(), names=tuple(names))

    # Values

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
