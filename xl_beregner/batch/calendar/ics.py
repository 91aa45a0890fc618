"""A calendar file (RFC 5545, iCalendar): events of whole days, as every calendar program reads them.

Nothing in it depends on the clock, so that the same input gives the same bytes. What the events are is
``of_steps``'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_LONGEST = 75  # octets of a line (3.1)
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))


@dataclass(frozen=True, slots=True)
class Event:
    """An event of whole days; a calendar that has its ``uid`` already changes that event."""

    uid: str
    first: date
    last: date
    title: str
    about: str = ""
    category: str = ""


def calendar(name: str, language: str, stamped: date, events: Sequence[Event]) -> bytes:
    """Write a calendar; ``stamped`` stands for the day it was made, which must not be the clock's."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//xl_beregner//aarshjul//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_named("NAME", name, language),
        f"X-WR-CALNAME:{_escaped(name)}",
        *(line for event in events for line in _event(event, language, stamped)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(event: Event, language: str, stamped: date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{stamped:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    # The end is the first day that is no more part of it (3.6.1).
    yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"
    yield from _named("SUMMARY", event.title, language)
    yield from _named("DESCRIPTION", event.about, language)
    yield from _named("CATEGORIES", event.category, language)
    # A date to know of, not an appointment: nobody is busy for it.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _named(name: str, text: str, language: str) -> Iterator[str]:
    if text:
        yield f"{name};LANGUAGE={language}:{_escaped(text)}"


def _escaped(text: str) -> str:
    """Escape what has a meaning in a text (3.3.11); other control characters have no place there."""
    for sign, written in _ESCAPED:
        text = text.replace(sign, written)
    return "".join(letter for letter in text if letter >= " " and letter != "\x7f")


def _folded(line: str) -> bytes:
    """Break a line that is too long, never inside a letter; what follows begins with a blank."""
    rows: list[bytes] = []
    row = b""
    for letter in line:
        encoded = letter.encode()
        # The blank a later row begins with counts too.
        if len(row) + len(encoded) > _LONGEST - bool(rows):
            rows.append(row)
            row = b""
        row += encoded
    return b"\r\n ".join([*rows, row]) + b"\r\n"
