"""Which of a school's figures stand out, in words: those that surely moved, those unlike similar schools'.

The verdicts are the rows' own (``said_of_figures``, ``similar``): here they are only gathered, so that a page
of many figures begins with the few that say something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xl_beregner import texts
from xl_beregner.fields.judged import STAND_OUT, UNKNOWN
from xl_beregner.fields.known.similar import IN_WORDS
from xl_beregner.fields.said_of_figures import verdict_word

Rows = Sequence[Mapping[str, Any]]


def in_words(figures: Rows) -> dict[str, str]:
    """Give both sentences; ``figures`` are a school's rows of ``tal``."""
    about = dict(zip(IN_WORDS, (("udvikling", "udvikling"), ("mod_lignende", "lignende_ord")), strict=True))
    return {name: _said(figures, column, words) for name, (column, words) in about.items()}


def _said(figures: Rows, column: str, words: str) -> str:
    """Name what stands out, a line a verdict, and tell of how many the rest is."""
    unknown = (None, verdict_word(UNKNOWN))
    judged = [row for row in figures if row[column] not in unknown]
    if not judged:
        return texts.say(f"forms.{words}.ingen_dom")
    found = [(verdict_word(verdict), _named(judged, column, verdict)) for verdict in STAND_OUT]
    said = [texts.say("forms.udpeget", dom=word, navne=", ".join(names)) for word, names in found if names]
    named = sum(len(names) for _, names in found)
    state = "ingen" if not named else "alle" if named == len(judged) else "nogle"
    counts: dict[str, Any] = {"alle": len(judged), "andre": len(judged) - named}
    return texts.say(f"forms.{words}.{state}", sagt="\n".join(said), **counts)


def _named(figures: Rows, column: str, verdict: str) -> list[str]:
    word = verdict_word(verdict)
    return [_name(row) for row in figures if row[column] == word]


def _name(row: Mapping[str, Any]) -> str:
    """Name a figure with its school form, for two forms may have figures of one name."""
    if not row["skoleform"]:
        return str(row["navn"])
    return texts.say("forms.form_og_navn", navn=row["navn"], form=row["skoleform"])
