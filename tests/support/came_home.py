"""Workbooks that came home, made up: schools, targets, words, one of every kind of trouble."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from pathlib import Path

from xl_beregner.batch.collect.collected import Answer, Aside, Basis, Change, Collected, Home, NotHome
from xl_beregner.batch.manifest import RunIdentity
from xl_beregner.errors import Fault

RUN = RunIdentity("Eksempelby", "resultataftale", "2026/2027", "fortrolig")
CLASSES = RunIdentity("Eksempelby", "beregneren", "2026/2027", "intern", "klasse")
INDICATORS = {
    "karakter_dansk": ("Karakterer, dansk", "karakter", 7.1, 0.4),
    "fravaer": ("Elevfravær", "%", 7.4, 0.9),
    "trivsel_social": ("Social trivsel", "1-5", 4.05, 0.06),
    "kompetence": ("Kompetencedækning", "%", 91.3, 3.2),
}
BROKEN = "ødelagt 50% #1.xlsx"
_ACTIONS = (
    "Fælles læsebånd hver morgen i 0.–6. klasse; læsevejlederen er med hver uge.",
    "Opringning til hjemmet på anden fraværsdag. Teamet ser listen igennem hver måned.",
    "Klassens time om fællesskab, og en pædagog mere i frikvartererne på mellemtrinnet, fordi det er der, "
    "eleverne selv fortæller, at det er svært. Vi måler igen i marts og taler med elevrådet om det.",
    "Efteruddannelse af to lærere i matematik.",
)
_JUDGED = ("Nået", "Delvist nået", "Ikke nået")


def home(number: int, *, seed: int = 1, evaluated: bool = True) -> Home:
    """Make a school's workbook that came home with three or four goals, an own one, and words."""
    school, rng = str(101000 + number), random.Random(f"{seed}/{number}")
    answers: list[Answer] = []

    def add(table: str, key: str, label: str, field: str, value: object, sheet: str, cell: str) -> None:
        answers.append(Answer(school, school, "", table, key, label, field, value, sheet, cell))  # type: ignore[arg-type]

    add("", "", "", "skoleleder", f"Leder {number}", "Forside", "B13")
    add("", "", "", "omraadechef", "Chef Nord", "Forside", "B14")
    add("", "", "", "aftale_dato", datetime.date(2026, 9, 15), "Forside", "B15")
    for row, (key, (name, _, baseline, step)) in enumerate(INDICATORS.items(), start=9):
        if rng.random() < 0.2:
            continue
        better = -step if key == "fravaer" else step
        add("aftale", key, name, "maaltype", "Niveau", "Aftale", f"E{row}")
        add("aftale", key, name, "maal", round(baseline + better, 2), "Aftale", f"F{row}")
        add("aftale", key, name, "senest", "2026/2027", "Aftale", f"G{row}")
        add("aftale", key, name, "tiltag", rng.choice(_ACTIONS), "Aftale", f"K{row}")
        if evaluated:
            add(
                "evaluering",
                key,
                name,
                "gennemfoert",
                rng.choice(("Ja", "Delvis", "Nej")),
                "Evaluering",
                f"H{row}",
            )
            add(
                "evaluering",
                key,
                name,
                "leder",
                "Det gik, som vi håbede, i de små klasser.",
                "Evaluering",
                f"K{row}",
            )
            add("evaluering", key, name, "chef", "Enig. Hold fast.", "Evaluering", f"L{row}")
            add("evaluering", key, name, "vurdering", rng.choice(_JUDGED), "Evaluering", f"M{row}")
    if number % 2:
        add("", "", "", "egen_1_maal", "Flere elever i musikskole", "Egne mål", "B8")
        add("", "", "", "egen_1_tegn", "Vi kan høre det", "Egne mål", "C8")
        add("", "", "", "egen_1_resultat", "60 elever", "Egne mål", "D8")
        add("", "", "", "sygefravaer_maal", "Under 4 %", "Egne mål", "B13")
    properties = {"xb_skabelon": "resultataftale", "xb_version": "1.0"}
    file = f"{school}_skole-{number}.xlsx"
    return Home(
        school,
        school,
        f"Skole {number}",
        "",
        file,
        "besvaret",
        tuple(answers),
        properties=properties,
        link=file,
    )


def basis(number: int) -> list[Basis]:
    """Give what a school's goals were agreed on."""
    return [
        Basis(str(101000 + number), key, {
            "navn": name, "maaleenhed": unit, "baseline": baseline + 0.0123456789, "forudsagt": baseline,
            "sd": step, "frihedsgrader": 12.0, "fortegn": -1 if key == "fravaer" else 1, "synlig": step,
            "mindste": 0.0, "stoerste": 100.0,
        })
        for key, (name, unit, baseline, step) in INDICATORS.items()
    ]  # fmt: skip


def collected(count: int = 24, example: str = "") -> Collected:
    """Make a whole municipality: one school of every kind of trouble, one missing, one twice."""
    homes = [home(number) for number in range(1, count)]
    homes[2] = replace(homes[2], changes=(
        Change("felt_aftale__baseline", "fravaer", "Elevfravær", "Aftale", "D10", 7.4123, 6.1),
        Change("felt_skole_navn", "", "", "Forside", "A2", "Skole 3", "Vores skole"),
    ))  # fmt: skip
    homes[4] = replace(homes[4], remarks=(
        Fault("collect_forkert_vej_under", {
            "ark": "Aftale", "celle": "F9", "navn": "Karakterer, dansk", "maal": 6.9, "baseline": 7.1,
        }, "warning"),
    ))  # fmt: skip
    homes[5] = replace(homes[5], remarks=(
        Fault("collect_under_stoej", {
            "ark": "Aftale", "celle": "F9", "navn": "Karakterer, dansk", "maal": 7.2, "baseline": 7.1,
            "synlig": 0.4,
        }, "warning"),
    ))  # fmt: skip
    homes[6] = replace(homes[6], status="mangelfuld", missing=(
        Fault("collect_mangler", {"ark": "Aftale", "celle": "G9", "felt": "senest"}, "warning"),
    ))  # fmt: skip
    homes[8] = replace(homes[8], status="ikke_udfyldt", answers=())
    lost = NotHome(
        str(101000 + count), str(101000 + count), f"Skole {count}", "", f"{101000 + count}_skole-{count}.xlsx"
    )
    asides = (
        Aside("gammel/1.xlsx", "101001", Fault("collect_aeldre", {"fil": "1.xlsx"}), "gammel/1.xlsx"),
        Aside(BROKEN, "", Fault("collect_kan_ikke_laeses", {"fil": BROKEN}), BROKEN),
    )
    bases = tuple(one for number in range(1, count + 1) for one in basis(number))
    return Collected(RUN, tuple(homes), asides, (lost,), bases, count, Path("retur"), example)


def classes() -> Collected:
    """Make two classes of one school, whose answers are about pupils: 4B before 10A."""
    homes = []
    for class_group in ("10A", "4B"):
        unit = f"101001/{class_group}"
        answers = tuple(
            Answer(unit, "101001", class_group, "klasseliste", f"E{pupil}", "", field, value, "Klasse", cell)
            for pupil in range(1, 4)
            for field, value, cell in (
                ("maal", 520.0 + pupil, f"K{pupil + 5}"),
                ("note", "Læser mere hjemme", f"L{pupil + 5}"),
            )
        )  # fmt: skip
        file = f"{class_group}.xlsx"
        homes.append(Home(unit, "101001", "Skole 1", class_group, file, "besvaret", answers, link=file))
    return Collected(CLASSES, tuple(homes), sent_count=2)
