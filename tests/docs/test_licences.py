"""Every package the program needs has a licence that lets a municipality use it, and the page says which."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from docs.build import dependencies
from docs.build.dependencies import ALWAYS, ELSEWHERE, EXTRAS, Package, packages
from docs.build.licences import ALLOWED, fits, is_allowed, markdown

DOCS = Path(__file__).parents[2] / "docs/licences.md"
MADE_BY = "make it: python -m docs.build.licences > docs/licences.md"


def test_docs_licences_md_is_what_the_packages_say() -> None:
    assert DOCS.read_text("utf-8") == markdown(), MADE_BY


def test_every_package_that_is_needed_has_an_allowed_licence() -> None:
    found = packages()
    assert {"click", "numpy", "xlsxwriter", "keyring"} <= set(found)
    assert [(each.name, each.licence) for each in found.values() if not is_allowed(each)] == []


@pytest.mark.parametrize(
    ("expression", "is_fine"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("LGPL-2.1-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-2.0-only)", True),
        ("(MIT OR Apache-2.0) AND GPL-2.0-only", False),
        ("GPL-2.0-only OR (MIT AND BSD-3-Clause)", True),
        ("GPL-3.0-only WITH GCC-exception-3.1", False),
        ("MIT WITH something", False),
        ("BSD", False),
        ("?", False),
        ("", False),
        ("(MIT", False),
    ],
)
def test_a_licence_fits_only_where_allowed_ones_alone_meet_it(expression: str, is_fine: bool) -> None:
    assert fits(expression, ALLOWED) is is_fine


def test_the_noncommercial_licence_is_allowed_of_the_server_alone() -> None:
    server = packages()["xlwings-server"]
    assert server.group == "server"
    assert is_allowed(server)
    assert not is_allowed(replace(server, group=ALWAYS))
    assert not is_allowed(replace(server, name="another"))


def test_a_new_dependency_with_a_forbidden_licence_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def licence_of(name: str, _: object) -> str:
        return "AGPL-3.0-or-later" if name == "click" else "MIT"

    monkeypatch.setattr(dependencies, "licence_of", licence_of)
    assert [each.name for each in packages().values() if not is_allowed(each)] == ["click"]


def test_what_was_read_of_a_package_elsewhere_is_still_so_where_it_is_installed() -> None:
    for name, told in ELSEWHERE.items():
        try:
            here = distribution(name)
        except PackageNotFoundError:
            continue
        said = here.metadata.get("License-Expression")
        assert said in (None, told.licence), name


def test_a_package_nobody_knows_is_not_allowed() -> None:
    assert dependencies.licence_of("no-such-package", None) == "?"
    assert not is_allowed(Package("no-such-package", EXTRAS[0], "?", "", ()))
