"""A place in the tokens of a Bicep file, with the steps that every rule of its grammar is made of."""

from __future__ import annotations

from d365arch.discovery.azure.bicep_nodes import NotBicepError, Text
from d365arch.discovery.azure.bicep_tokens import Token


class Cursor:
    """Steps over tokens; those that need something raise `NotBicepError` where something else stands there."""

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

    def _skip_line(self) -> None:
        while self._peek().kind not in {"newline", "end"}:
            self._at += 1
