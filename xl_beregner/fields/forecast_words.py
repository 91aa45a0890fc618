"""The words of a forecast and of its outcome, by their keys; what they read stands in ``texts``."""

from __future__ import annotations

from xl_beregner import texts

WORDS = ("naar", "usikkert", "naar_ikke")

REACHED, MISSED, AWAITED, UNKNOWN = "naaet", "ikke_naaet", "afventer", "ukendt"
OUTCOMES = (REACHED, MISSED, AWAITED, UNKNOWN)


def forecast_word(key: str) -> str | None:
    """Give a forecast's word in the language spoken; None where none was said."""
    return texts.say(f"fields.prognose.{key}") if key else None
