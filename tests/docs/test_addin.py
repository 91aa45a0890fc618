"""What docs/addin.md says is there: commands and options, variables, addresses, links, headings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from xl_beregner.addin.doctor_machine import LICENCE
from xl_beregner.addin.settings import PREFIX, Settings, read
from xl_beregner.cli.addin import COMMANDS, command
from xl_beregner.texts import words

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "addin.md").read_text("utf-8")
SHELL = [line.strip() for block in re.findall(r"```sh\n(.*?)```", PAGE, re.S) for line in block.splitlines()]
SHOWN = [line for line in SHELL if line.startswith("xl-beregner addin ")]
INLINE = re.findall(r"`xl-beregner addin (\w+)", PAGE)
# What each variable is tried with: something the settings take.
GOOD = {
    "HOST": "127.0.0.1", "PORT": "8443", "ADDRESS": "https://a.dk", "CERT": "a.pem", "KEY": "a.key",
    "ENTRA_CLIENT_ID": "1" * 8 + "-1111-1111-1111-" + "1" * 12,
    "ENTRA_TENANT_ID": "2" * 8 + "-2222-2222-2222-" + "2" * 12,
    "ENTRA_ROLES": "A,B", "ENTRA_KEYS": "n.json", "MAX_MB": "3", "SECONDS": "7", "THREADS": "5",
}  # fmt: skip


def test_every_way_has_a_command_on_the_page() -> None:
    assert {line.split()[2] for line in SHOWN} | set(INLINE) == set(COMMANDS)


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_it_shows_is_understood(line: str) -> None:
    name, *arguments = shlex.split(line)[2:]
    group = command()
    assert isinstance(group, click.Group)
    found = group.get_command(click.Context(group), name)
    assert found is not None
    with found.make_context(name, arguments):  # reads every option and its value, and runs nothing
        pass


def test_the_variables_it_names_are_those_the_server_reads() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)", PAGE))
    assert named - {"PYTHON"} == set(GOOD)  # that one the Calc extension reads
    changed = read({PREFIX + name: value for name, value in GOOD.items()})
    untold = Settings(host="127.0.0.1", port=8443)
    for field in ("address", "certificate", "key", "entra", "largest_body", "seconds", "threads"):
        assert getattr(changed, field) != getattr(untold, field), field
    assert LICENCE in PAGE


def test_the_defaults_it_tells_are_the_servers() -> None:
    untold = Settings()
    assert f"uden: {untold.host} og {untold.port}" in PAGE
    megabytes, seconds = untold.largest_body // 1_000_000, untold.seconds
    assert f"({megabytes}), den længste ventetid ({seconds:.0f})" in PAGE
    assert f"samtidige kald i en proces ({untold.threads})" in PAGE


def test_the_addresses_it_names_are_all_the_server_answers() -> None:
    pytest.importorskip("xlwings_server")
    from xl_beregner.addin.routes import routes

    served = {route.path for route in routes(Settings())}  # type: ignore[attr-defined]
    named = set(re.findall(r"`(/[a-z.-]+(?:/[a-z.-]+)*)`", PAGE))
    assert named <= served
    assert served - {"/help.css"} == named


def test_the_findings_it_sends_people_to_are_the_doctors() -> None:
    table = PAGE.partition("## Når noget ikke virker")[2].partition("\n## ")[0]
    names = {text for key, text in words("da").items() if re.fullmatch(r"doctor\.\w+\.navn", key)}
    named = set(re.findall(r"\*\*([^*]+)\*\*", table))
    assert len(named) > 5
    assert {one for one in named if not any(name.startswith(one) for name in names)} == set()


def test_every_link_leads_to_a_heading_or_a_file() -> None:
    headings = {_anchor(line) for line in re.findall(r"^#+ (.*)$", PAGE, re.M)}
    links = re.findall(r"\]\(([^)]+)\)", PAGE)
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert len(inside) > 10
    assert inside <= headings
    files = [link.partition("#")[0] for link in links if not link.startswith("#") and "://" not in link]
    assert [file for file in files if not (ROOT / "docs" / file).exists()] == []


def test_what_only_excel_can_show_is_numbered_and_said_to_be_untried() -> None:
    section = PAGE.partition("## Hvad kun Excel kan vise")[2]
    rows = re.findall(r"^\| (\d+) \| (.+?) \| (.+?) \|$", section, re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 12
    assert "Ikke afprøvet i et rigtigt Excel endnu." in section


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
