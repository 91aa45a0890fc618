"""The standard templates as code: a room a template, `kit` for what they share.

``python -m workbooks.build`` writes them all to ``workbooks/skabeloner``, and the other workbooks beside
it; a test proves that what is committed there is what this writes. How a template is filled is told in
``xl_beregner.filling``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

SUMS = "sha256.txt"
TEMPLATES = Path(__file__).resolve().parent.parent / "skabeloner"


def builders() -> Mapping[str, Callable[[], bytes]]:
    """Every template by its path below ``workbooks/skabeloner``, and what builds its bytes."""
    from workbooks.build import laeringsinformationsark, prognos, skole_hjem
    from workbooks.build.aarshjul import template as aarshjul
    from workbooks.build.arsrapport import template as arsrapport
    from workbooks.build.atagande import plan as atagande_plan
    from workbooks.build.atagande import report as atagande_report
    from workbooks.build.bedoemmerenighed import template as bedoemmerenighed
    from workbooks.build.beregneren import template as beregneren
    from workbooks.build.brugerundersoegelse import municipal as brugerundersoegelse_kommune
    from workbooks.build.brugerundersoegelse import template as brugerundersoegelse
    from workbooks.build.datapakke import template as datapakke
    from workbooks.build.dialogstruktur import template as dialogstruktur
    from workbooks.build.fire_spoergsmaal import template as fire_spoergsmaal
    from workbooks.build.kommuneoverblik import template as kommuneoverblik
    from workbooks.build.lus import template as lus
    from workbooks.build.lus_resultat import template as lus_resultat
    from workbooks.build.maalformulering import template as maalformulering
    from workbooks.build.malnedbrytning import municipal as malnedbrytning_kommun
    from workbooks.build.malnedbrytning import template as malnedbrytning
    from workbooks.build.resultataftale import template as resultataftale
    from workbooks.build.resursfordelning import template as resursfordelning
    from workbooks.build.selvevaluering import template as selvevaluering
    from workbooks.build.skolerapport import municipal as skolerapport_kommune
    from workbooks.build.skolerapport import template as skolerapport
    from workbooks.build.skoleudviklingssamtale import template as skoleudviklingssamtale
    from workbooks.build.smtte import template as smtte
    from workbooks.build.uppfoljningsplan import template as uppfoljningsplan

    return {
        "da/resultataftale.xlsx": resultataftale.build,
        "da/beregneren.xlsx": beregneren.build,
        "da/beregneren_funktioner.xlsx": beregneren.build_with_functions,
        "da/skole_hjem.xlsx": skole_hjem.build,
        "da/prognose.xlsx": prognos.build_danish,
        "da/kommuneoverblik.xlsx": kommuneoverblik.build_danish,
        "da/datapakke.xlsx": datapakke.build,
        "da/laeringsinformationsark.xlsx": laeringsinformationsark.build,
        "da/skoleudviklingssamtale.xlsx": skoleudviklingssamtale.build,
        "da/smtte.xlsx": smtte.build,
        "da/skolerapport.xlsx": skolerapport.build,
        "da/skolerapport_kommune.xlsx": skolerapport_kommune.build,
        "da/fire_spoergsmaal.xlsx": fire_spoergsmaal.build,
        "da/fire_spoergsmaal_kommune.xlsx": fire_spoergsmaal.build_municipal,
        "da/maalformulering.xlsx": maalformulering.build,
        "da/aarshjul.xlsx": aarshjul.build_danish,
        "da/ressourcefordeling.xlsx": resursfordelning.build_danish,
        "sv/resursfordelning.xlsx": resursfordelning.build_swedish,
        "sv/malnedbrytning.xlsx": malnedbrytning.build,
        "sv/malnedbrytning_kommun.xlsx": malnedbrytning_kommun.build,
        "da/bedoemmerenighed.xlsx": bedoemmerenighed.build_danish,
        "da/brugerundersoegelse.xlsx": brugerundersoegelse.build_danish,
        "da/brugerundersoegelse_kommune.xlsx": brugerundersoegelse_kommune.build_danish,
        "da/selvevaluering.xlsx": selvevaluering.build_danish,
        "sv/arshjul.xlsx": aarshjul.build_swedish,
        "sv/arsrapport.xlsx": arsrapport.build,
        "sv/atagande_kvalitetsplan.xlsx": atagande_plan.build,
        "sv/atagande_kvalitetsrapport.xlsx": atagande_report.build,
        "sv/dialogstruktur.xlsx": dialogstruktur.build,
        "sv/fyra_fragor.xlsx": fire_spoergsmaal.build_swedish,
        "sv/brukarundersokning.xlsx": brugerundersoegelse.build_swedish,
        "sv/brukarundersokning_kommun.xlsx": brugerundersoegelse_kommune.build_swedish,
        "sv/sjalvvardering.xlsx": selvevaluering.build_swedish,
        "sv/bedomaroverensstammelse.xlsx": bedoemmerenighed.build_swedish,
        "sv/lus.xlsx": lus.build,
        "sv/lus_resultat.xlsx": lus_resultat.build,
        "sv/prognos.xlsx": prognos.build_swedish,
        "sv/kommuneoverblik.xlsx": kommuneoverblik.build_swedish,
        "sv/uppfoljningsplan.xlsx": uppfoljningsplan.build,
    }


def others() -> Mapping[str, Callable[[], bytes]]:
    """Every workbook that is no template, by its path below ``workbooks``, and what builds its bytes."""
    from workbooks.build.beregneren import own as beregneren_own
    from workbooks.build.udf import check as udf_check

    return {
        "udf_check.xlsx": udf_check.build,
        "beregneren.xlsx": beregneren_own.build_own,
        "beregneren_funktioner.xlsx": beregneren_own.build_own_with_functions,
    }


def write_all(folder: Path = TEMPLATES.parent) -> list[Path]:
    """Build everything into ``folder`` and tell which files were written."""
    written = []
    templates = {f"{TEMPLATES.name}/{name}": build for name, build in builders().items()}
    for name, build in {**templates, **others()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build())
        written.append(path)
    (folder / TEMPLATES.name / SUMS).write_text(sums(folder / TEMPLATES.name), "ascii")
    return written


def sums(templates: Path = TEMPLATES) -> str:
    """Sum up the committed templates, a line each, as ``sha256sum`` does: a run knows them by it."""
    lines = (f"{sha256((templates / name).read_bytes()).hexdigest()}  {name}\n" for name in builders())
    return "".join(sorted(lines))
