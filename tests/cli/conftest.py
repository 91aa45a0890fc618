"""Run the command line in this process, and leave its language as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from xl_beregner import texts
from xl_beregner.cli.group import program
from xl_beregner.cli.language import speak


@pytest.fixture(autouse=True)
def danish(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    yield
    speak("da")
    assert texts.language() == "da"


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run ``xl-beregner`` with these arguments; a bug comes out as itself."""

    def invoke(*arguments: object) -> Result:
        given = [str(argument) for argument in arguments]
        return CliRunner().invoke(program(), given, prog_name="xl-beregner", catch_exceptions=False)

    return invoke
