"""``evaluate``: set a year's goals beside their results, and what people said beside the numbers.

What is found is ``batch.evaluation``'s; the workbooks are ``evaluation_book``'s and ``payout_book``'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xl_beregner.cli.group import NEEDS_A_PERSON, Command
from xl_beregner.cli.options import SchoolYear, existing
from xl_beregner.texts import say

if TYPE_CHECKING:
    from xl_beregner.batch.evaluation import Evaluation
    from xl_beregner.batch.payout import Basis, Rule

_MOST_NAMED = 30


def command() -> click.Command:
    """Build the command in the language spoken now."""
    file = click.Path(dir_okay=False, path_type=Path)

    @click.command(
        "evaluate", cls=Command, short_help=say("cli.evaluate.kort"), help=say("cli.evaluate.hjaelp")
    )
    @click.argument("dataset", type=existing(), metavar=say("cli.navn.datasaet"))
    @click.option(
        "--year", required=True, type=SchoolYear(), metavar="2025/2026", help=say("cli.valg.evaluate_year")
    )
    @click.option("--out", required=True, type=file, metavar="FIL.xlsx", help=say("cli.valg.evaluate_out"))
    @click.option(
        "--agreements",
        type=existing(),
        multiple=True,
        metavar=say("cli.navn.sti"),
        help=say("cli.valg.evaluate_agreements"),
    )
    @click.option("--payout", type=file, metavar="FIL.xlsx", help=say("cli.valg.evaluate_payout"))
    def evaluate(
        dataset: Path, year: str, out: Path, agreements: tuple[Path, ...], payout: Path | None
    ) -> int:
        return make(dataset, year, out, agreements, payout)

    return evaluate


def make(
    dataset: Path, year: str, out: Path, agreements: Sequence[Path] = (), payout: Path | None = None
) -> int:
    """Evaluate, write what came of it, say what needs a person, and give the exit code."""
    from xl_beregner.batch.books.evaluation_book import evaluation_book
    from xl_beregner.batch.evaluation import evaluate_year, read_dataset
    from xl_beregner.batch.keep_aside import write_keeping
    from xl_beregner.cells import parse_school_year

    _refuse_places(dataset, out, payout)
    loaded = read_dataset(dataset, agreements)
    for warning in loaded.faults:
        click.echo(say("cli.advarsel", besked=str(warning)), err=True)
    found = evaluate_year(loaded, parse_school_year(year) or 0)
    files = {out: evaluation_book(found)}
    unsettled: list[Basis] = []
    if payout is not None:
        from xl_beregner.batch.books.payout_book import payout_book
        from xl_beregner.batch.payout import payout_basis, payout_rule

        rule = payout_rule(loaded.settings)
        files[payout] = payout_book(found, rule)
        unsettled = [basis for basis in payout_basis(found, rule) if basis.share is None]
    for path, data in files.items():
        kept = write_keeping(path, data)
        if kept:
            click.echo(say("cli.evaluate.gemt", fil=path.name, sti=str(kept)))
    _tell(found, out)
    if payout is None:
        return 0
    return _tell_payout(rule, unsettled, payout)


def _refuse_places(dataset: Path, out: Path, payout: Path | None) -> None:
    """Refuse files that are no workbooks, are one and the same, or would become part of the dataset."""
    from xl_beregner.batch.refused import RefusedError

    source = dataset.resolve()
    for path in [out, *([payout] if payout else [])]:
        place = path.resolve()
        if path.suffix.lower() != ".xlsx":
            raise RefusedError("evaluation_fil", fundet=path.name)
        if place == source or (source.is_dir() and place.parent == source):
            raise RefusedError("evaluation_i_datasaet", sti=str(path))
    if payout is not None and payout.resolve() == out.resolve():
        raise RefusedError("evaluation_samme_fil", sti=str(out))


def _tell(found: Evaluation, out: Path) -> None:
    settled = [goal for goal in found.goals if goal.is_settled]
    reached = sum(goal.is_reached for goal in settled)
    click.echo(
        say(
            "cli.evaluate.antal",
            maal=len(found.goals),
            skoler=len(found.schools),
            resultat=len(settled),
            naaet=reached,
            egne=len(found.own),
        )
    )
    for group in found.calibration.groups:
        click.echo(group.text)
    unjudged = sum(school.judged("") for school in found.schools)
    if unjudged:
        click.echo(say("cli.evaluate.uden_vurdering", antal=unjudged))
    click.echo(say("cli.evaluate.sted", sti=str(out)))


def _tell_payout(rule: Rule, unsettled: Sequence[Basis], payout: Path) -> int:
    """Say what a share could not be worked out for; without an arithmetic there is none to work out."""
    click.echo(say("cli.evaluate.udbetaling", sti=str(payout)))
    if rule.missing:
        click.echo(
            say("cli.advarsel", besked=say("payout.mangler", noegler=", ".join(rule.missing))), err=True
        )
        return NEEDS_A_PERSON
    if not rule.is_on:
        click.echo(say("cli.evaluate.slaaet_fra"))
        return 0
    if rule.is_example:
        click.echo(say("payout.eksempel"))
    for basis in unsettled[:_MOST_NAMED]:
        counted = basis.count("") or basis.count("kan_ikke")
        why = say(f"payout.hvorfor.{basis.why}", antal=counted)
        told = say("cli.evaluate.ingen_andel", navn=basis.school.name, enhed=basis.school.number, grund=why)
        click.echo(say("cli.advarsel", besked=told), err=True)
    if len(unsettled) > _MOST_NAMED:
        click.echo(say("cli.evaluate.flere", antal=len(unsettled) - _MOST_NAMED), err=True)
    return NEEDS_A_PERSON if unsettled else 0
