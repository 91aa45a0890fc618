"""Every word a user sees: looked up by key, in the reader's language, with Danish numbers.

The words themselves stand in ``texts/da.toml``, ``sv.toml`` and ``en.toml`` with the same keys in
each. Blanks are ``{name}``; a number may say its decimals: ``{gain:1}`` gives ``7,4``,
``{gain:+1}`` gives ``+7,4``, ``{chance:pct}`` gives ``35 %`` from 0.35.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from xl_beregner import errors

LANGUAGES = ("da", "sv", "en")
_DECIMAL_MARK = {"da": ",", "sv": ",", "en": "."}

_language = "da"


def use_language(language: str) -> None:
    """Choose the language of everything said from here on, in this process."""
    global _language
    if language not in LANGUAGES:
        raise errors.BeregnerError("sprog_ukendt", sprog=language, kendte=", ".join(LANGUAGES))
    _language = language


def language() -> str:
    """Tell which language is spoken."""
    return _language


def say(key: str, /, lang: str | None = None, **values: Any) -> str:
    """Look up a sentence and fill its blanks; an unknown key is a bug and says so."""
    spoken = lang or _language
    return _Words(spoken).vformat(words(spoken)[key], (), values)


def knows(key: str, lang: str | None = None) -> bool:
    """Tell whether a key has words."""
    return key in words(lang or _language)


@cache
def words(lang: str) -> Mapping[str, str]:
    """Read all words of a language as ``{"fejl.tabel_mangler": "..."}``."""
    found: dict[str, str] = {}
    for file in (files("xl_beregner") / "texts").iterdir():
        if file.name.startswith(f"{lang}.") and file.name.endswith(".toml"):
            _flatten(tomllib.loads(file.read_text("utf-8")), "", found)
    return found


def number(value: float, decimals: int, lang: str | None = None, *, signed: bool = False) -> str:
    """Write a number as its reader does: ``7,4`` in Danish and Swedish, ``7.4`` in English."""
    if math.isnan(value):
        return ""
    text = f"{value:{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-+")
    return text.replace("-", "−").replace(".", _DECIMAL_MARK[lang or _language])


class _Words(Formatter):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, (list, tuple)):
            return ", ".join(str(part) for part in value)
        if format_spec == "pct":
            return number(100 * value, 0, self.lang) + " %"
        if format_spec and isinstance(value, (int, float)):
            decimals = int(format_spec.lstrip("+"))
            return number(float(value), decimals, self.lang, signed=format_spec.startswith("+"))
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, float):
            return str(value).replace(".", _DECIMAL_MARK[self.lang])
        return str(value)

    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        # A sentence with a blank nobody filled must not take the whole answer with it.
        return kwargs.get(str(key), "…")


def _flatten(tree: Mapping[str, Any], path: str, into: dict[str, str]) -> None:
    for name, part in tree.items():
        key = f"{path}.{name}" if path else name
        if isinstance(part, dict):
            _flatten(part, key, into)
        else:
            into[key] = part


def _say_error(key: str, facts: Mapping[str, Any]) -> str:
    full = f"fejl.{key}"
    return say(full, **facts) if knows(full) else errors._plain(key, facts)


errors.use_words(_say_error)
