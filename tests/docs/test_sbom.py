"""The bill of materials holds what is needed, by the schema of CycloneDX, and nothing of this machine."""

from __future__ import annotations

import json
import re
import socket
import sys
from pathlib import Path

import pytest

from docs.build.dependencies import ALWAYS, packages
from docs.build.sbom import sbom

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def text() -> str:
    return sbom()


def test_it_is_valid_by_the_schema_of_cyclonedx(text: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    broken = text.replace('"bomFormat": "CycloneDX"', '"bomFormat": "another"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_every_package_that_is_installed_stands_in_it_with_version_and_licence(text: str) -> None:
    tree = json.loads(text)
    told = {part["name"]: part for part in tree["components"]}
    wanted = {name: package for name, package in packages().items() if package.version}
    assert told.keys() == wanted.keys()
    for name, part in told.items():
        assert part["version"] == wanted[name].version
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"
        assert part["licenses"], name
        assert part["scope"] == ("required" if wanted[name].group == ALWAYS else "optional")
    assert tree["metadata"]["component"]["name"] == "xl-beregner"
    below = {each["ref"]: each.get("dependsOn", []) for each in tree["dependencies"]}
    assert {"click", "numpy", "scipy", "xlwings-server"} <= set(below["xl-beregner"])
    assert "numpy" in below["scipy"]


def test_the_same_packages_give_the_same_bytes(text: str) -> None:
    assert sbom() == text


def test_no_clock_machine_folder_or_package_index_stands_in_it(text: str) -> None:
    assert "timestamp" not in text
    private = [socket.gethostname(), sys.prefix, str(Path.home()), str(Path(__file__).parents[2]), "file:"]
    assert [word for word in private if len(word) > 3 and word in text] == []
    # The only addresses are of the schema and of CycloneDX's own site.
    hosts = set(re.findall(r"https?://([^/\"\s]+)", text))
    assert hosts <= {"cyclonedx.org", "cyclonedx.github.io"}, hosts
