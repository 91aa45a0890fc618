"""``addin doctor``: look at everything the functions need, tell what is wrong and how it is cured.

The looking is in ``addin.doctor``; here a finding becomes lines on a screen and the exit code.
"""

from __future__ import annotations

from pathlib import Path

import click

from xl_beregner.addin.finding import Finding, Level
from xl_beregner.cli.addin_address import Address
from xl_beregner.cli.group import NEEDS_A_PERSON, Command
from xl_beregner.texts import say

# A sign and a word: neither colour nor sign alone carries the meaning.
SIGNS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


def command() -> click.Command:
    """Build the command in the language spoken now."""

    @click.command("doctor", cls=Command, short_help=say("cli.addin.doctor.kort"), help=say("doctor.hjaelp"))
    @click.option("--url", type=Address(), metavar="https://…", help=say("doctor.valg.url"))
    @click.option("--cert", type=_file(), metavar=say("cli.navn.fil"), help=say("doctor.valg.cert"))
    @click.option("--key", type=_file(), metavar=say("cli.navn.fil"), help=say("doctor.valg.key"))
    def doctor(url: str | None, cert: Path | None, key: Path | None) -> int:
        from xl_beregner.addin.doctor import Asked, examine, is_well

        findings = []
        for finding in examine(Asked(url, cert, key)):
            findings.append(finding)
            _show(finding)
        click.echo(_summary(findings))
        return 0 if is_well(findings) else NEEDS_A_PERSON

    return doctor


def _file() -> click.Path:
    return click.Path(path_type=Path)  # a missing one is a finding, with its cure


def _show(finding: Finding) -> None:
    word = say(f"doctor.niveau.{finding.level.value}")
    click.echo(f"{SIGNS[finding.level]} {word:<9} {finding.name}: {finding}")
    if finding.cure:
        click.echo(f"            → {finding.cure}")


def _summary(findings: list[Finding]) -> str:
    levels = [finding.level for finding in findings]
    return say(
        "doctor.i_alt",
        ok=levels.count(Level.OK),
        advarsler=levels.count(Level.WARNING),
        fejl=levels.count(Level.ERROR),
    )
