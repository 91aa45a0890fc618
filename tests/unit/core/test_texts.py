"""The words users see: the same keys and blanks in every language, none missing, none spare."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

from xl_beregner import errors, texts

PACKAGE = Path(texts.__file__).parent
OTHERS = [language for language in texts.LANGUAGES if language != "da"]


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def literal_keys() -> set[str]:
    """Every key that stands as a literal in the code: of an error, a fault or a lookup."""
    makers = {name for name, kind in vars(errors).items() if isinstance(kind, type)} | {"Fault"}
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0].value
            if called in makers and isinstance(key, str):
                found.add(f"fejl.{key}")
            elif called == "say" and isinstance(key, str):
                found.add(key)
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(texts.words(language)) == set(texts.words("da"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_blanks(language: str) -> None:
    danish, other = texts.words("da"), texts.words(language)
    differ = {key for key in danish if blanks(danish[key]) != blanks(other.get(key, ""))}
    assert differ == set()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    """Of two sentences under one key, in two files, one would quietly be said for both."""
    found: Counter[str] = Counter()
    for path in sorted((PACKAGE / "texts").glob(f"{language}.*")):
        flat: dict[str, str] = {}
        texts._flatten(tomllib.loads(path.read_text("utf-8")), "", flat)
        found.update(flat.keys())
    assert [key for key, times in found.items() if times > 1] == []


def test_no_sentence_is_empty() -> None:
    for language in texts.LANGUAGES:
        assert [key for key, sentence in texts.words(language).items() if not sentence.strip()] == []


def test_every_key_the_code_uses_has_words() -> None:
    used = literal_keys()
    assert len(used) > 20
    assert used - set(texts.words("da")) == set()


def test_numbers_are_written_as_their_reader_does() -> None:
    assert texts.number(7.4, 1, "da") == "7,4"
    assert texts.number(7.4, 1, "en") == "7.4"
    assert texts.number(-0.04, 1, "da") == "0,0"
    assert texts.number(1.25, 1, "da", signed=True) == "+1,2"
    assert texts.number(-1.5, 1, "sv") == "−1,5"


def test_no_sentence_names_a_blank_that_cannot_be_filled() -> None:
    assert all(
        re.fullmatch(r"\w+", blank) for key, text in texts.words("da").items() for blank in blanks(text)
    )
