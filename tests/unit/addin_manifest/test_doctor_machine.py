"""What the doctor says of a machine, whatever machine this is."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl_beregner.addin import doctor_machine as machine
from xl_beregner.addin.finding import Finding, Level
from xl_beregner.texts import LANGUAGES, speaking, words


@pytest.mark.parametrize(
    ("found", "level"),
    [((3, 11, 0), Level.OK), ((3, 14, 1), Level.OK), ((3, 10, 9), Level.ERROR), ((2, 7, 18), Level.ERROR)],
)
def test_a_python_before_3_11_is_too_old(found: tuple[int, ...], level: Level) -> None:
    finding = machine.python_version(found)
    assert finding.level is level
    assert ".".join(map(str, found)) in str(finding)


@pytest.mark.parametrize(
    ("name", "found", "platform", "level", "key"),
    [
        ("server", "1.20.0", "linux", Level.OK, "ok"),
        ("server", None, "linux", Level.WARNING, "mangler"),
        ("server", "1.21.0", "win32", Level.WARNING, "anden"),
        ("com", None, "linux", Level.OK, "ikke_windows"),
        ("com", None, "win32", Level.WARNING, "mangler"),
        ("com", "1.20.0", "win32", Level.OK, "ok"),
    ],
)
def test_a_package_is_asked_for_only_where_it_is_used(
    name: str, found: str | None, platform: str, level: Level, key: str
) -> None:
    finding = machine.extra(name, found, "1.20.0", platform)
    assert (finding.level, finding.key) == (level, key)
    assert bool(finding.cure) is (level is not Level.OK)


def test_the_tested_versions_are_those_our_own_package_pins() -> None:
    lines = ["click>=8.2", "xlwings==0.37.8 ; extra == 'com'", "xlwings-server==1.20.0; extra == 'server'"]
    assert machine.tested_versions(lines) == {"xlwings": "0.37.8", "xlwings-server": "1.20.0"}


@pytest.mark.parametrize(
    ("environment", "installed", "level", "key"),
    [
        ({}, False, Level.OK, "ikke_server"),
        ({}, True, Level.ERROR, "mangler"),
        ({"XLWINGS_LICENSE_KEY": " "}, True, Level.ERROR, "mangler"),
        ({"XLWINGS_LICENSE_KEY": "noncommercial"}, True, Level.WARNING, "ikke_kommerciel"),
        ({"XLWINGS_LICENSE_KEY": "ab12-hemmelig"}, True, Level.OK, "ok"),
    ],
)
def test_a_licence_key_is_looked_for_and_never_told(
    environment: dict[str, str], installed: bool, level: Level, key: str
) -> None:
    finding = machine.licence(environment, installed)
    assert (finding.level, finding.key) == (level, key)
    assert "hemmelig" not in f"{finding}{finding.cure}{finding.facts}"


def test_libreoffice_is_found_on_the_path_or_where_its_installer_puts_it() -> None:
    on_path = machine.libreoffice("linux", lambda name: f"/x/{name}", lambda path: False)
    installed = machine.libreoffice("darwin", lambda name: None, lambda path: "LibreOffice.app" in str(path))
    absent = machine.libreoffice("win32", lambda name: None, lambda path: False)
    assert on_path.facts["sti"] == "/x/soffice"
    assert installed.level is Level.OK
    assert (absent.level, absent.key) == (Level.WARNING, "mangler")


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_the_calc_extension_is_found_in_the_users_own_profile(tmp_path: Path, platform: str) -> None:
    assert machine.calc_extension(platform, tmp_path).key == "ingen_profil"
    user = tmp_path / machine.LIBREOFFICE_USER[platform]
    user.mkdir(parents=True)
    assert machine.calc_extension(platform, tmp_path).key == "mangler"
    folder = user / "uno_packages" / "cache" / "uno_packages" / "lu1.tmp_"
    (folder / "beregner.oxt").mkdir(parents=True)
    assert machine.calc_extension(platform, tmp_path).key == "ok"


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_offices_cache_is_told_with_how_to_clear_it(tmp_path: Path, platform: str) -> None:
    assert machine.office_cache(platform, tmp_path).key == "tom"
    place = tmp_path / machine.OFFICE_CACHES[platform][0]
    place.mkdir(parents=True)
    finding = machine.office_cache(platform, tmp_path)
    assert finding.level is Level.OK
    assert str(place) in str(finding)
    assert finding.cure
    assert machine.office_cache("linux", tmp_path).key == "ingen_office"


def test_every_check_has_a_name_and_every_cure_belongs_to_a_finding() -> None:
    for language in LANGUAGES:
        keys = {key for key in words(language) if key.startswith("doctor.") and key.count(".") == 2}
        cures = {key.removesuffix("_raad") for key in keys if key.endswith("_raad")}
        assert cures <= keys
        with speaking(language):
            assert Finding("port", Level.OK, "fri", {"port": 1}).name
