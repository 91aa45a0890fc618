"""A Dane and a Swede are answered at the same time, each in their own language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from xl_beregner import texts
from xl_beregner.errors import BeregnerError, MissingValueError
from xl_beregner.hosts.wire import answer


def test_a_language_is_spoken_inside_its_block_alone() -> None:
    with texts.speaking("sv"):
        assert texts.language() == "sv"
        with texts.speaking("en"):
            assert texts.language() == "en"
        assert texts.language() == "sv"
    assert texts.language() == "da"


def test_a_language_is_left_where_an_error_ends_its_block() -> None:
    with pytest.raises(ValueError, match="x"), texts.speaking("sv"):
        raise ValueError("x")
    assert texts.language() == "da"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(BeregnerError), texts.speaking("no"):
        pass


def test_an_error_speaks_the_language_of_the_place_it_is_told_in() -> None:
    error = MissingValueError("celle_mangler", argument="x")
    with texts.speaking("sv"):
        swedish = str(error)
    assert swedish != str(error)


def test_two_languages_at_the_same_time_do_not_mix() -> None:
    calls = {
        language: orjson.dumps({"function": "BEREGNER_FREMGANG", "arguments": given, "language": language})
        for language in texts.LANGUAGES
        for given in ([[[32], [41.5], ["x"]], [[47.5], [32], [1]], 3.3, 3.3],)
    }
    rows = {
        language: orjson.dumps(
            {"function": "BEREGNER_FREMGANG", "arguments": [[[32], [41.5]], [[47.5], [32]], 3.3, 3.3],
             "language": language}
        )
        for language in texts.LANGUAGES
    }  # fmt: skip
    alone = {payload: answer(payload) for payload in (*calls.values(), *rows.values())}
    assert len(set(alone.values())) == 6
    with ThreadPoolExecutor(8) as threads:
        many = [*calls.values(), *rows.values()] * 60
        assert list(threads.map(answer, many)) == [alone[payload] for payload in many]
