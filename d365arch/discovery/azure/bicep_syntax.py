"""Bicep as far as it declares: parameters, variables, resources, modules, imports; read by hand and never executed."""

from __future__ import annotations

from d365arch.discovery.azure.bicep_nodes import Call, Declaration, NotBicepError, Value
from d365arch.discovery.azure.bicep_tokens import Token, tokens_of
from d365arch.discovery.azure.bicep_values import Values

LONGEST = 2_000_000
"""Characters of a file that are read."""


def declarations_of(text: str) -> list[Declaration]:
    """The declarations of a file, in its order. A statement that does not read as Bicep costs itself only."""
    return _Declarations(tokens_of(text[:LONGEST], _whole)).file()


def _whole(tokens: list[Token]) -> Value:
    return _Declarations(tokens).whole()


class _Declarations(Values):
    """Reads statements."""

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
