"""The parts a school's fields are made of: which part gives which field, made only when asked for.

A part is made once a run for all schools, by the function beside its fields; what takes time to make is
imported and computed there. It gives one school's fields at a time, and tells what this edition does not
show of them. Names, school year and source stand in every workbook: they are ``source``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xl_beregner import texts
from xl_beregner.errors import Fault
from xl_beregner.fields.known import agreements as known_agreements
from xl_beregner.fields.known import calendar as known_calendar
from xl_beregner.fields.known import commitments as known_commitments
from xl_beregner.fields.known import council as known_council
from xl_beregner.fields.known import dialogue as known_dialogue
from xl_beregner.fields.known import earlier as known_earlier
from xl_beregner.fields.known import goal_chain as known_goal_chain
from xl_beregner.fields.known import goals as known_goals
from xl_beregner.fields.known import groups as known_groups
from xl_beregner.fields.known import in_force as known_in_force
from xl_beregner.fields.known import lus_school as known_lus_school
from xl_beregner.fields.known import progression as known_progression
from xl_beregner.fields.known import seminar as known_seminar
from xl_beregner.fields.known import similar as known_similar
from xl_beregner.fields.known import survey as known_survey
from xl_beregner.fields.known import themes as known_themes
from xl_beregner.fields.known.forms import form_lists
from xl_beregner.fields.school_run import School, SchoolRun

Answers = Mapping[str, Any]


class Part(NamedTuple):
    """Some fields of every school."""

    fields: Callable[[School], Answers]
    suppressed: Callable[[str], list[str]] = lambda number: []
    notes: Callable[[], list[Fault]] = list


class Entry(NamedTuple):
    """A part's fields, and how it is made; a name that ends in ``*`` stands for all that begin so.

    ``of_figures``: the school's figures are in it, so what is missing or hidden of them is to be told.
    """

    gives: tuple[str, ...]
    make: Callable[[SchoolRun], Part]
    of_figures: bool = False


# --- Of its figures ----------------------------------------------------------------------------
def _figures(run: SchoolRun) -> Part:
    assert run.rows  # made here, so that a dataset at fault is told before the first school
    return Part(lambda school: {"tal": school.figures})


def _line(run: SchoolRun) -> Part:
    from xl_beregner.fields.said_of_figures import line

    rows = run.rows
    return Part(lambda school: {"tal_linje": line(rows.judgements(school.place), run.confidence)})


def _no_figures(run: SchoolRun) -> Part:
    remarks = run.remarks

    def fields(school: School) -> Answers:
        has_figures = remarks.has_figures(school.place)
        return {"ingen_tal": None if has_figures else texts.say("fields.ingen_tal")}

    return Part(fields)


def _proposals(run: SchoolRun) -> Part:
    assert run.rows
    return Part(lambda school: {"forslag": school.proposals})


def _agreement(run: SchoolRun) -> Part:
    rows = run.rows
    return Part(lambda school: {"aftale": rows.agreement(school.proposals, school.place)})


def _evaluation(run: SchoolRun) -> Part:
    rows = run.rows
    return Part(lambda school: {"evaluering": rows.evaluation(school.place)})


def _on_goals(run: SchoolRun) -> Part:
    rows = run.rows
    return Part(lambda school: rows.on_goals(school.proposals))


def _themes(run: SchoolRun) -> Part:
    from xl_beregner.fields.themes_of_school import SchoolThemes

    assert run.rows
    themes = SchoolThemes(run.dataset, run.year, run.edition)
    return Part(lambda school: themes.fields(school.number, school.figures), notes=themes.notes)


def _forms(run: SchoolRun) -> Part:
    from xl_beregner.fields.forms_of_school import SchoolForms

    assert run.rows
    forms = SchoolForms(run.dataset, run.year, run.edition)

    def fields(school: School) -> Answers:
        return forms.fields(
            school.number, school.figures, lambda key: run.remarks.has_nothing(key, school.place)
        )

    return Part(fields, notes=forms.notes)


def _similar(run: SchoolRun) -> Part:
    similar = run.similar
    return Part(lambda school: {known_similar.LINE: similar.line(school.place)})


def _in_words(run: SchoolRun) -> Part:
    from xl_beregner.fields.standing_out import in_words

    assert run.rows
    return Part(lambda school: in_words(school.figures))


def _dialogues(run: SchoolRun) -> Part:
    from xl_beregner.fields.chosen_figures import ChosenFigures

    assert run.rows
    dialogues = ChosenFigures(run.dataset)
    return Part(lambda school: dialogues.fields(school.figures), notes=dialogues.notes)


def _groups(run: SchoolRun) -> Part:
    from xl_beregner.fields.groups.themes import Themes

    assert run.judged
    groups = Themes(run.dataset, run.year, run.edition)
    return Part(lambda school: groups.fields(school.number, school.judgement), groups.suppressed)


# --- Of goals, its own and its council's -------------------------------------------------------
def _last(run: SchoolRun) -> Part:
    from xl_beregner.fields.goals.last_agreement import LastAgreement

    last = LastAgreement(run.dataset, run.year, run.edition)
    return Part(lambda school: last.fields(school.number), last.suppressed)


def _in_force(run: SchoolRun) -> Part:
    from xl_beregner.fields.goals.in_force import GoalsInForce

    assert run.rows
    goals = GoalsInForce(run.dataset, run.year, run.edition)
    return Part(lambda school: goals.fields(school.number, school.figures))


def _council(run: SchoolRun) -> Part:
    from xl_beregner.fields.goals.council import CouncilGoals

    assert run.rows
    goals = CouncilGoals(run.dataset, run.year, run.edition)
    return Part(lambda school: goals.fields(school.number, school.figures))


def _goal_chain(run: SchoolRun) -> Part:
    from xl_beregner.fields.goals.goal_chain import GoalChain

    assert run.judged
    chain = GoalChain(run)
    return Part(chain.fields, chain.suppressed)


# --- Of its pupils -----------------------------------------------------------------------------
def _pupils(run: SchoolRun) -> Part:
    from xl_beregner.fields.disclosure import PUPILS, Hidden, rule_for_counts

    hidden = rule_for_counts(run.dataset.catalogue, run.edition, run.least)

    def fields(school: School) -> Answers:
        pupils = float(run.schools[school.place]["elevtal"])
        is_blank = hidden(pupils) != Hidden.SHOWN or pupils != pupils
        return {"elevtal": None if is_blank else int(pupils)}

    def suppressed(number: str) -> list[str]:
        why = hidden(float(run.schools[run.school(number).place]["elevtal"]))
        reason = texts.say(f"fields.grund.{why.name.lower()}", antal=run.least) if why else ""
        return [f"{PUPILS}: {reason}"] if why else []

    return Part(fields, suppressed)


def _progression(run: SchoolRun) -> Part:
    from xl_beregner.fields.progression import Progression

    progression = Progression(run.dataset, run.year, run.edition)
    return Part(lambda school: progression.fields(school.number), progression.suppressed)


def _forecasts(run: SchoolRun) -> Part:
    from xl_beregner.fields.forecasts import SchoolForecasts

    forecasts = SchoolForecasts(run.dataset, run.year, run.edition)
    return Part(lambda school: forecasts.fields(school.number))


def _lus(run: SchoolRun) -> Part:
    from xl_beregner.fields.lus_school import SchoolLus

    lus = SchoolLus(run.dataset, run.year, run.edition)
    return Part(lambda school: lus.fields(school.number), lus.suppressed)


# --- Of its words and its year -----------------------------------------------------------------
def _earlier(run: SchoolRun) -> Part:
    from xl_beregner.fields.goals.earlier_answers import EarlierAnswers

    earlier = EarlierAnswers(run.dataset, run.year, run.edition, run.names, run.template)
    return Part(lambda school: earlier.fields(school.number), earlier.suppressed)


def _commitments(run: SchoolRun) -> Part:
    from xl_beregner.fields.commitments import Commitments

    commitments = Commitments(run.dataset, run.year, run.edition, run.names or (), run.template)
    return Part(lambda school: commitments.planned(school.number))


def _last_commitments(run: SchoolRun) -> Part:
    from xl_beregner.fields.commitments import Commitments

    assert run.rows
    last = Commitments(run.dataset, run.year, run.edition, run.names or (), run.template)
    return Part(lambda school: last.reported(school.number, school.figures), last.suppressed)


def _calendar(run: SchoolRun) -> Part:
    from xl_beregner.fields.school_calendar import SchoolCalendar

    calendar = SchoolCalendar(run.dataset, run.year)
    return Part(lambda school: calendar.fields(), notes=calendar.notes)


def _survey(run: SchoolRun) -> Part:
    from xl_beregner.fields.survey import Survey

    survey = Survey(run.dataset)
    return Part(lambda school: survey.fields(school.figures), notes=survey.notes)


# In the order in which is told what an edition does not show.
REGISTRY: Final = (
    Entry(("tal",), _figures, of_figures=True),
    Entry(("tal_linje",), _line, of_figures=True),
    Entry(("ingen_tal",), _no_figures, of_figures=True),
    Entry(("forslag",), _proposals, of_figures=True),
    Entry(("aftale",), _agreement, of_figures=True),
    Entry(("evaluering",), _evaluation, of_figures=True),
    Entry((*known_goals.LISTS,), _on_goals, of_figures=True),
    Entry((*known_themes.THEMES.lists(()),), _themes, of_figures=True),
    Entry((*form_lists(()),), _forms, of_figures=True),
    Entry((known_similar.LINE,), _similar),
    Entry(known_similar.IN_WORDS, _in_words, of_figures=True),
    Entry((*known_dialogue.SCALARS, *known_dialogue.TABLES), _dialogues, of_figures=True),
    Entry(("elevtal",), _pupils),
    Entry((*known_progression.SCALARS, *known_progression.LISTS, known_council.PROGRESSION), _progression),
    Entry(("prognose_kalibrering",), _forecasts),
    Entry((*known_lus_school.SCALARS, *known_lus_school.LISTS), _lus),
    Entry((known_seminar.JUDGED,), lambda run: Part(lambda school: known_seminar.rows())),
    Entry((*known_agreements.SCALARS, *known_agreements.LISTS), _last),
    Entry((*known_in_force.SCALARS, *known_in_force.LISTS), _in_force, of_figures=True),
    Entry((*known_council.SCALARS, known_council.GOALS), _council, of_figures=True),
    Entry((*known_goal_chain.SCALARS, *known_goal_chain.LISTS), _goal_chain, of_figures=True),
    Entry((*known_earlier.SCALARS, *known_earlier.PATTERNS), _earlier),
    Entry((*known_commitments.CONCLUSIONS, known_commitments.PLAN), _commitments),
    Entry((known_commitments.LINE, known_commitments.LAST), _last_commitments, of_figures=True),
    Entry((*known_groups.SCALARS, *known_groups.LISTS), _groups, of_figures=True),
    Entry((*known_calendar.SCALARS, *known_calendar.LISTS), _calendar),
    Entry((*known_survey.LISTS,), _survey, of_figures=True),
)
