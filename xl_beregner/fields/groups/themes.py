"""The rows of a theme: each indicator for the school and for its groups, with sign, question and remark.

The figures are ``group_figures``', the signs ``early_signs``'. Which indicators a theme has is a setting;
where nobody has chosen, it is those with figures of groups, and the theme's line says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from xl_beregner import texts
from xl_beregner.cells import school_year
from xl_beregner.dataset import Dataset
from xl_beregner.dataset.groups import CLASS, EVERYBODY, GRADE, TEAM, THEMES, Group
from xl_beregner.dataset.settings import parted
from xl_beregner.fields.disclosure import leaves_the_administration
from xl_beregner.fields.groups.early_signs import OfSchool, Sign, Signs, early_signs, half_width
from xl_beregner.fields.groups.group_figures import Figure, GroupFigures, Table
from xl_beregner.fields.groups.group_words import group_kind, group_name, reason, sign_word
from xl_beregner.fields.judged import Judgement, is_count
from xl_beregner.fields.known.groups import TABLES, TESTS
from xl_beregner.fields.said_of_figures import HIDDEN, NO_FIGURE, Questions, state

About = Mapping[str, Any]
Row = dict[str, Any]

_GROUP_SIGN: Final = {True: "gruppe_tegn_ned", False: "gruppe_tegn"}


class Themes:
    """The themes and the results of tests of any school, for one school year and edition."""

    def __init__(
        self, dataset: Dataset, year: int, edition: str, wanted: Collection[str] | None = None
    ) -> None:
        self._settings = dataset.settings
        self._about: dict[str, About] = {
            row["indikator"]: {str(key): value for key, value in row.items()}
            for row in dataset.catalogue.to_dict("records")
        }
        self._edition = edition
        self._confidence = float(dataset.settings["konfidens"].value)
        self._least = int(dataset.settings["mindst_antal"].value)
        is_asked = wanted is None or any(name.startswith(TABLES) for name in wanted)
        self._figures = GroupFigures(dataset, year, edition, self._least) if is_asked else None

    def fields(self, school: str, of_school: OfSchool) -> dict[str, Any]:
        """Give a school's lists and their lines; ``of_school``: what is said of its own figures."""
        if self._figures is None:
            return {}
        tables = self._figures.of(school)
        all_signs = self._signs(self._figures, tables, of_school)
        found: dict[str, Any] = {}
        for place, table in enumerate(TABLES):
            chosen = self._chosen(table, tables)
            signs = all_signs.within(chosen)
            questions = Questions(first=place)
            found[table] = [
                row for name in chosen
                for row in self._rows(name, tables.get(name), signs, questions, of_school)
            ]  # fmt: skip
            found[f"{table}_linje"] = self._line(table, found[table], signs)
        return found

    def _signs(self, figures: GroupFigures, tables: Mapping[str, Table], of_school: OfSchool) -> Signs:
        """Judge tests together, and of each theme what no theme before it has.

        So a group's sign is the same in every list, and whether an edition shows tests or not.
        """
        pools = [[name for name, about in self._about.items() if about["fortrolig"]]]
        pools += [self._chosen(theme, tables) for theme in THEMES]
        found, seen = Signs(), set[str]()
        for pool in pools:
            own = [tables[name] for name in pool if name in tables and name not in seen]
            seen |= set(pool)
            found = found.joined(early_signs(own, self._about, self._confidence, of_school, figures.of_all))
        return found

    def suppressed(self, school: str) -> list[str]:
        """List the figures of groups this edition does not show, each with its reason."""
        if self._figures is None:
            return []
        return [
            f"{name} {label} {school_year(year)}: {reason(figure.why, self._limit(name))}"
            for name, table in self._figures.of(school).items()
            for year, figures in ((table.year, table.now), (table.year - 1, table.before))
            for label, figure in figures.items()
            if label != EVERYBODY and not figure.is_shown
        ]

    # --- Which indicators --------------------------------------------------------------------
    def _chosen(self, table: str, tables: Mapping[str, Table]) -> list[str]:
        """Name a list's indicators in the order they are shown."""
        if table == TESTS:
            if leaves_the_administration(self._edition):
                return []
            return [name for name, about in self._about.items() if about["fortrolig"] and about["vises"]]
        if chosen := parted(self._settings[table].value):
            return [name for name in chosen if self._about[name]["maaleenhed"] != "tekst"]
        return [
            name for name, about in self._about.items()
            if about["vises"] and name in tables and tables[name].has_groups
        ]  # fmt: skip

    # --- Rows --------------------------------------------------------------------------------
    def _rows(
        self, name: str, table: Table | None, signs: Signs, questions: Questions, of_school: OfSchool
    ) -> list[Row]:
        """Give an indicator's rows: the school first, then its groups."""
        about = self._about[name]
        if table is None:
            asked = questions.ask(NO_FIGURE)
            return [
                self._row(name, None, spoergsmaal=asked, bemaerkning=texts.say("fields.skolen_har_intet"))
            ]
        rows: list[Row] = []
        whole = table.shown(EVERYBODY)
        for figure in self._shown(table, signs):
            label, is_school = figure.group.label, figure.group.label == EVERYBODY
            sign = signs.of.get((name, label), Sign())
            before = table.shown(label, before=True)
            seen = figure.is_shown
            own = of_school(name, table.year) if is_school and seen else None
            reach = own.reach if own else half_width(about, figure, self._confidence)
            is_sum = about["sammenlaegning"] == "sum"  # the whole is no match for a part of it
            rows.append(
                self._row(
                    name,
                    figure.group,
                    forrige=before.value if before else None,
                    seneste=figure.value if seen else None,
                    aar_seneste=school_year(table.year),
                    antal=_pupils(table, figure),
                    usikkerhed=reach if seen else None,
                    skolen=whole.value if whole and not is_school and not is_sum else None,
                    kommune=self._municipality(name, figure.group, table.year),
                    tegn=None if not seen or is_count(about) else sign_word(sign),
                    spoergsmaal=self._question(figure, sign, own, questions),
                    bemaerkning=self._remark(about, table, figure, is_first=not rows),
                )
            )
        return _headed(rows)

    def _shown(self, table: Table, signs: Signs) -> list[Figure]:
        """Choose whose rows are shown, in their order: the school's, and every group's but most classes.

        A class stands beside grades and teams only where it has a sign: a page of all is read by nobody.
        """
        found = sorted(table.now.values(), key=lambda figure: figure.group.order)
        if leaves_the_administration(self._edition) and self._about[table.indicator]["fortrolig"]:
            return [figure for figure in found if figure.group.label == EVERYBODY]
        has_larger = any(figure.group.kind in (GRADE, TEAM) for figure in found)
        return [
            figure for figure in found
            if not (figure.group.kind == CLASS and has_larger)
            or signs.of.get((table.indicator, figure.group.label), Sign()).stands_out
        ]  # fmt: skip

    def _row(self, name: str, group: Group | None, **more: Any) -> Row:
        about = self._about[name]
        group = group or Group(EVERYBODY, EVERYBODY)
        unit = f"fields.enhed.{about['maaleenhed']}"
        blank = dict.fromkeys(
            ("forrige", "seneste", "aar_seneste", "antal", "usikkerhed", "skolen", "kommune", "tegn")
        )
        return {
            "noegle": f"{name}|{group.label}",
            "navn": _named(about, group),
            "navn_vist": about["navn"],
            "indikator": about["navn"],
            "gruppe": group_name(group),
            "gruppe_slags": group_kind(group),
            "maaleenhed": texts.say(unit) if texts.knows(unit) else None,
            "decimaler": int(about["decimaler"]),
            **blank,
            **more,
        }

    def _municipality(self, name: str, group: Group, year: int) -> float | None:
        figure = self._figures.of_all(name, group, year) if self._figures else None
        return figure.value if figure else None

    def _question(
        self, figure: Figure, sign: Sign, own: Judgement | None, questions: Questions
    ) -> str | None:
        """Ask beside the school's figure as on its other sheets, and beside a group that has a sign."""
        if figure.group.label != EVERYBODY:
            return questions.ask(_GROUP_SIGN[sign.is_worse]) if sign.stands_out else None
        if own is None:
            return questions.ask(HIDDEN)
        return questions.ask(state(own, has_figure=True, is_hidden=False))

    def _remark(self, about: About, table: Table, figure: Figure, *, is_first: bool) -> str | None:
        """Say why a figure is hidden, and once for each indicator what to mind."""
        parts = []
        past = table.before.get(figure.group.label)
        is_past_hidden = past is not None and not past.is_shown
        if not figure.is_shown:
            parts.append(self._hidden(table.indicator, table.year, figure))
            parts += [texts.say("fields.gruppetal.heller_ikke_foer")] if is_past_hidden else []
        elif past is not None and is_past_hidden:
            parts.append(self._hidden(table.indicator, table.year - 1, past))
        if is_first:
            parts += [texts.say("fields.beregnet")] if about["beregnet"] else []
            parts.append(about["bemaerkning"])
        return " ".join(part for part in parts if part) or None

    def _hidden(self, name: str, year: int, figure: Figure) -> str:
        why = reason(figure.why, self._limit(name))
        return texts.say("fields.skjult", aar=school_year(year), grund=why)

    def _limit(self, name: str) -> int:
        least = self._about[name]["mindst_antal"]
        return self._least if least != least else int(least)

    # --- The line ----------------------------------------------------------------------------
    def _line(self, table: str, rows: Sequence[Row], signs: Signs) -> str:
        """Say what a list holds and how many signs there are."""
        if table == TESTS and leaves_the_administration(self._edition):
            return texts.say("fields.gruppetal.fortroligt")
        if not rows:
            return texts.say(f"fields.gruppetal.{'ingen_test' if table == TESTS else 'ingen_grupper'}")
        parts = []
        if table in THEMES:
            setting = self._settings[table]
            key = "valgt" if setting.value else "ikke_valgt"
            parts.append(texts.say(f"fields.gruppetal.{key}", kilde=setting.source))
        if all(row["gruppe_slags"] == group_kind(Group(EVERYBODY, EVERYBODY)) for row in rows):
            parts.append(texts.say("fields.gruppetal.kun_skolen"))
        if not signs.compared:
            parts.append(texts.say("fields.gruppetal.ingen_sammenligning"))
        else:
            key = "ingen_tegn" if not signs.found else "et_tegn" if signs.found == 1 else "tegn"
            parts.append(texts.say(f"fields.gruppetal.{key}", antal=signs.found, alle=signs.compared))
        return " ".join(parts)


def _pupils(table: Table, figure: Figure) -> int | None:
    """Give how many pupils a figure is on; not of the school where a group is hidden.

    Tests of other grades, a survey of the oldest: one total less another tells how many a hidden grade has.
    """
    is_told = figure.group.label != EVERYBODY or all(one.is_shown for one in table.now.values())
    return int(figure.pupils) if figure.is_shown and is_told and figure.pupils == figure.pupils else None


def _named(about: About, group: Group) -> str:
    """Name a row so that an answer beside it can be read elsewhere."""
    if group.label == EVERYBODY:
        return str(about["navn"])
    return texts.say("fields.gruppetal.navn", indikator=about["navn"], gruppe=group_name(group))


def _headed(rows: list[Row]) -> list[Row]:
    """Show an indicator's name once."""
    for row in rows[1:]:
        row["navn_vist"] = None
    return rows
