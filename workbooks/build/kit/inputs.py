"""What a cell lets a person write, and the help shown when it is chosen.

How such a cell looks is told in ``look``; the words stand with each template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workbooks.build.kit.look import Book

Validation = Mapping[str, Any]

_TITLE, _MESSAGE = 32, 255  # as much as Excel shows
_LARGEST = 1_000_000


def anything(book: Book, title: str, message: str) -> Validation:
    """Take any text; only help is shown."""
    return {"validate": "any", **_help(title, message)}


def choice(book: Book, source: Sequence[str] | str, title: str, message: str) -> Validation:
    """Take one of a list: words, or a formula that names a range."""
    if not isinstance(source, str) and any("," in word for word in source):
        raise ValueError(f"Excel parts a list at every comma: {source}")
    wanted = {"validate": "list", "source": source if isinstance(source, str) else list(source)}
    return {**wanted, **_error(book, "vaelg_fejl"), **_help(title, message)}


def number(book: Book, title: str, message: str) -> Validation:
    """Take a number of any size: that it is beyond its scale is said beside it."""
    wanted = {"validate": "decimal", "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
    return {**wanted, **_error(book, "tal_fejl"), **_help(title, message)}


def count(book: Book, title: str, message: str) -> Validation:
    """Take a number of people: whole, and not below 0."""
    wanted = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _LARGEST}
    return {**wanted, **_error(book, "antal_fejl"), **_help(title, message)}


def share(book: Book, title: str, message: str) -> Validation:
    """Take a share from 0 to 1, shown as per cent."""
    wanted = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
    return {**wanted, **_error(book, "tal_fejl"), **_help(title, message)}


def day(book: Book, title: str, message: str) -> Validation:
    """Take a date."""
    years = {"minimum": date(2020, 1, 1), "maximum": date(2060, 12, 31)}
    return {
        "validate": "date",
        "criteria": "between",
        **years,
        **_error(book, "dato_fejl"),
        **_help(title, message),
    }


def _error(book: Book, key: str) -> dict[str, str]:
    words = book.words["faelles"]
    return {"error_title": words["indtast_fejl"], "error_message": words[key]}


def _help(title: str, message: str) -> dict[str, str]:
    if len(title) > _TITLE or len(message) > _MESSAGE:
        raise ValueError(f"Excel does not show all of this help: {title}: {message}")
    return {"input_title": title, "input_message": message}
