"""Every word a user sees: looked up by key, in the reader's language, with Danish numbers.

The words themselves stand in ``texts``, in each language with the same keys: ``da.functions.toml``
holds those of the functions, ``da.explain.toml`` the sentences for different readers, ``da.toml`` all
others. Blanks are ``{name}``; a number may say its decimals: ``{gain:1}`` gives ``7,4``,
``{gain:+1}`` gives ``+7,4``, ``{chance:pct}`` gives ``35 %`` from 0.35.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from xl_beregner import errors

LANGUAGES = ("da", "sv", "en")
_DECIMAL_MARK = {"da": ",", "sv": ",", "en": "."}

_language = "da"
# A server answers a Dane and a Swede at the same time, each in a thread of its own.
_here: ContextVar[str | None] = ContextVar("language", default=None)


def use_language(language: str) -> None:
    """Choose the language of everything said from here on, in this process."""
    global _language
    _language = _known(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside the block, in this thread or task alone."""
    before = _here.set(_known(language))
    try:
        yield
    finally:
        _here.reset(before)


def language() -> str:
    """Tell which language is spoken."""
    return _here.get() or _language


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise errors.BeregnerError("sprog_ukendt", sprog=language, kendte=", ".join(LANGUAGES))
    return language


def say(key: str, /, lang: str | None = None, **values: Any) -> str:
    """Look up a sentence and fill its blanks; an unknown key is a bug and says so."""
    spoken = lang or language()
    said = []
    for literal, name, form in _parts(words(spoken)[key]):
        said.append(literal)
        if name is not None:
            # A sentence with a blank nobody filled must not take the whole answer with it.
            said.append(_in_words(values[name], form, spoken) if name in values else "…")
    return "".join(said)


def blanks(key: str, lang: str | None = None) -> tuple[tuple[str, str], ...]:
    """Name a sentence's blanks, each with how it is written: ``("gain", "1")``."""
    parts = _parts(words(lang or language())[key])
    return tuple((name, form) for _, name, form in parts if name is not None)


def knows(key: str, lang: str | None = None) -> bool:
    """Tell whether a key has words."""
    return key in words(lang or language())


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
    return text.replace("-", "−").replace(".", _DECIMAL_MARK[lang or language()])


@cache
def _parts(sentence: str) -> tuple[tuple[str, str | None, str], ...]:
    """Cut a sentence at its blanks: what stands before, the blank's name, how it is written."""
    return tuple((literal, name, form or "") for literal, name, form, _ in Formatter().parse(sentence))


def _in_words(value: Any, form: str, lang: str) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    if form == "pct":
        return number(100 * value, 0, lang) + " %"
    if form and isinstance(value, (int, float)):
        return number(float(value), int(form.lstrip("+")), lang, signed=form.startswith("+"))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, float):
        return str(value).replace(".", _DECIMAL_MARK[lang])
    return str(value)


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
