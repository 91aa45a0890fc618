"""Calendar files, read back by a parser that is not ours (``icalendar``), and against RFC 5545's letter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from xl_beregner.batch.calendar.ics import Event, calendar

MADE = date(2026, 8, 1)
NASTY = 'a;b,c\\d\n"e" : f\tg\r\nh · æøå ÆØÅ 🎒 \\n ' + 60 * "ø"


def written(*events: Event, name: str = "Årshjul") -> bytes:
    return calendar(name, "da", MADE, events)


def event(**changed: object) -> Event:
    told = {"uid": "x", "first": date(2026, 9, 1), "last": date(2026, 9, 1), "title": "Møde", **changed}
    return Event(**told)  # type: ignore[arg-type]


def test_an_event_is_read_back_as_it_was_meant() -> None:
    made = event(last=date(2026, 9, 4), about="Hvad\nog hvor", category="Skolen")
    (found,) = Calendar.from_ical(written(made)).walk("VEVENT")
    assert str(found["UID"]) == "x"
    assert str(found["SUMMARY"]) == "Møde"
    assert found["SUMMARY"].params["LANGUAGE"] == "da"
    assert str(found["DESCRIPTION"]) == "Hvad\nog hvor"
    assert found["CATEGORIES"].cats == ["Skolen"]
    assert found["TRANSP"] == "TRANSPARENT"
    assert found["DTSTART"].dt == date(2026, 9, 1)
    # The end is not part of it: a week of school days ends on Saturday.
    assert found["DTEND"].dt == date(2026, 9, 5)
    assert type(found["DTSTART"].dt) is date
    assert found["DTSTAMP"].dt.isoformat() == "2026-08-01T00:00:00+00:00"


def test_a_calendar_says_what_it_is() -> None:
    found = Calendar.from_ical(written(event(), name="Årshjul, København; 2026"))
    assert (found["VERSION"], found["METHOD"], found["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
    # The parser leaves these two as they stand; programs older than RFC 7986 know the second.
    assert str(found["NAME"]) == str(found["X-WR-CALNAME"]) == "Årshjul\\, København\\; 2026"
    assert found["PRODID"] == "-//xl_beregner//aarshjul//DA"


def test_signs_with_a_meaning_are_text() -> None:
    (found,) = Calendar.from_ical(written(event(title=NASTY, about=NASTY))).walk("VEVENT")
    plain = NASTY.replace("\r\n", "\n").replace("\t", "")
    assert str(found["SUMMARY"]) == plain
    assert str(found["DESCRIPTION"]) == plain


@pytest.mark.parametrize("text", [NASTY, "x" * 300, "å" * 300, "🎒" * 100])
def test_no_line_is_too_long_and_no_letter_is_broken(text: str) -> None:
    data = written(event(title=text))
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in data.replace(b"\r\n", b"")


@given(
    title=st.text(
        st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs", "Cc"])
    ),
    first=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    lasts=st.integers(0, 100),
)
def test_any_text_and_any_days_come_back(title: str, first: date, lasts: int) -> None:
    last = first + timedelta(days=lasts)
    (found,) = Calendar.from_ical(written(event(title=f"a{title}z", first=first, last=last))).walk("VEVENT")
    assert str(found["SUMMARY"]) == f"a{title}z"
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (first, last + timedelta(days=1))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert written(event(title=NASTY)) == written(event(title=NASTY))
