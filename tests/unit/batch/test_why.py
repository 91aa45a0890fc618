"""The system's reasons in the reader's words, and what a library does to Ctrl-C."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import pytest

from xl_beregner import texts
from xl_beregner.batch.unit import write_whole
from xl_beregner.batch.values import hash_of, json_line
from xl_beregner.batch.why import _WORDS, Why
from xl_beregner.errors import OutputError


@pytest.mark.parametrize("number", sorted(_WORDS))
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_known_reason_has_words_in_every_language(number: int, language: str) -> None:
    assert texts.knows(_WORDS[number], language)


def test_a_reason_is_said_in_the_language_of_who_reads_it() -> None:
    error = OutputError(
        "batch_kan_ikke_skrive", fil="a.xlsx", grund=Why.of(OSError(errno.ENOSPC, "No space"))
    )
    sent = pickle.loads(pickle.dumps(error))
    assert str(sent) == "a.xlsx kan ikke skrives: der er ikke plads på drevet."
    texts.use_language("sv")
    try:
        assert "enheten är full" in str(sent)
    finally:
        texts.use_language("da")


def test_a_reason_without_words_is_told_as_the_system_told_it() -> None:
    assert str(Why.of(OSError(9999, "something odd"))) == "something odd"


def test_half_a_file_is_not_left_on_a_full_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a", b"data")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("encode", [json_line, hash_of])
def test_an_interruption_inside_the_json_library_stays_one(encode) -> None:  # type: ignore[no-untyped-def]
    class Interrupts:
        def __str__(self) -> str:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        encode({"a": Interrupts()})
