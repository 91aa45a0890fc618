"""What a school types about a pupil: hashed in the manifest, of its year alone, nobody's word to gather."""

from __future__ import annotations

import pandas as pd
from support.pupils import dataset

from xl_beregner.batch.card import read_card
from xl_beregner.batch.refill.carry_over import About, take_over
from xl_beregner.batch.refill.old_book import OldBook, Typed
from xl_beregner.batch.shelf import find_template
from xl_beregner.batch.values import without_pupils
from xl_beregner.fields.goals.answers import workbooks
from xl_beregner.fields.known.about_pupils import PUPIL_LISTS, is_about_pupils
from xl_beregner.filling.earlier import Earlier

YEAR = 2026


def test_the_manifest_of_a_school_keeps_a_list_of_pupils_as_a_hash() -> None:
    written = {
        "felt_skole_navn": "Søndre",
        "felt_lus_trin__navn": ["3. klasse"],
        "felt_lus_elever__noegle": ["L0001"],
        "felt_lus_elever__elev_navn": ["Ida"],
    }
    kept = without_pupils(written, is_about_pupils=is_about_pupils)
    assert kept.pop("felt_lus_elever").keys() == {"raekker", "sha256"}
    assert kept == {"felt_skole_navn": "Søndre", "felt_lus_trin__navn": ["3. klasse"]}


def test_a_school_without_such_lists_is_kept_as_it_was() -> None:
    written = {"felt_skole_navn": "Søndre", "felt_tal__navn": ["Fravær"]}
    assert without_pupils(written, is_about_pupils=is_about_pupils) == written


def taken(year: int) -> tuple[dict[str, object], list[str]]:
    typed = (
        Typed("lus_elever", "L0001", 0, "atgard", "Läser med Bo", "Ida"),
        Typed("lus_trin", "3", 0, "analys", "Vi tog tid", "3"),
    )
    book = OldBook("101", year, "lus_resultat", "101.xlsx", "sha", typed, (), frozenset())
    found = take_over([book], About("101", YEAR, frozenset(), is_of_one_year=True))
    return dict(found.answers), [one.table for one in found.earlier]


def test_what_is_written_about_a_pupil_stays_all_year_and_goes_no_further() -> None:
    answers, archived = taken(YEAR)
    assert answers["lus_elever"] == [{"noegle": "L0001", "atgard": "Läser med Bo"}]
    assert archived == []
    assert taken(YEAR - 1) == ({}, ["lus_trin"])


def test_an_archived_word_about_a_pupil_goes_no_further_either() -> None:
    old = Earlier(f"{YEAR - 1}/{YEAR}", "lus_resultat", "lus_elever", "L0001", "Ida", "atgard", "Läser")
    book = OldBook("101", YEAR - 1, "lus_resultat", "101.xlsx", "sha", (), (old,), frozenset())
    assert take_over([book], About("101", YEAR, frozenset(), is_of_one_year=True)).earlier == ()


def test_no_answer_about_a_pupil_is_the_schools_history_or_gathered() -> None:
    columns = ["skole_nr", "klasse", "aar", "skabelon", "tabel", "noegle", "felt", "vaerdi"]
    rows = [
        ("101", "", 2025, "lus_resultat", table, "L0001", "atgard", "Läser")
        for table in (*sorted(PUPIL_LISTS), "lus_trin")
    ]
    basis = pd.DataFrame(columns=["skole_nr", "aar", "skabelon", "noegle"])
    data = dataset([], agreements=pd.DataFrame(rows, columns=columns), agreement_basis=basis)
    book = workbooks(data, "lus_resultat")["101"][2025]
    assert book.lists == {"lus_trin": {"L0001": {"atgard": "Läser"}}}


def test_a_template_that_names_pupils_is_the_schools_own_unless_another_edition_is_asked_for() -> None:
    card, _ = read_card(find_template("lus_resultat", "sv"))
    other, _ = read_card(find_template("uppfoljningsplan", "sv"))
    assert (card.edition, other.edition) == ("intern", "fortrolig")
