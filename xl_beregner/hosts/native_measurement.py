"""Ordinary formulas of one pupil's results: gain, true score, regression to the mean, LUS.

The statistics are told in ``measures.measurement``; here is the same arithmetic as Excel writes it.
"""

from __future__ import annotations

from xl_beregner.catalog import UdfSpec
from xl_beregner.hosts.native_parts import (
    Argument,
    Arguments,
    NoFormula,
    guarded,
    if_is,
    outside,
    quoted,
    reach,
    sentence,
    sentence_with,
    unless_missing,
)
from xl_beregner.measures.measurement.lus import POINTS, place_of

# Every point takes as many characters, so that the distance between two tells the steps. Blanks are
# taken out of what is looked for: it is never found across two points.
_WIDTH = 5
_LUS = quoted("".join(f"|{point}|".ljust(_WIDTH) for point in POINTS))


def gain(spec: UdfSpec, given: Arguments) -> list[str]:
    """FREMGANG."""
    before, after = given["before"], given["after"]
    errors = given["standard_error_before"], given["standard_error_after"]
    expected, link, confidence = (given.get(name) for name in ("expected", "link_error", "confidence"))
    numbers = (before, after, *errors, expected, link, confidence)
    impossible = [
        *outside(errors[0], "<=0"), *outside(errors[1], "<=0"), *outside(link, "<0"),
        *outside(confidence, "<=0", ">=1"),
    ]  # fmt: skip
    plain = f"{after}-{before}"
    error = "SQRT(" + "+".join(f"{part}^2" for part in (*errors, *_or_zero(link))) + ")"
    beyond = "-".join((plain, *_or_zero(expected)))
    within = f"{reach(confidence)}*{error}"

    def said(key: str) -> str:
        against = sentence(spec, "text", f"{key}_expected")
        if expected is None:
            return sentence(spec, "text", key)
        return unless_missing([expected], against, sentence(spec, "text", key))

    text = f"IF(ABS({beyond})<={within},{said('within')},IF({beyond}>0,{said('forward')},{said('back')}))"
    text = unless_missing(errors, text, sentence(spec, "text", "no_standard_error"))
    columns = [plain, error, f"{plain}-{within}", f"{plain}+{within}", f"({beyond})/{error}"]
    return [
        *(guarded(unless_missing((before, after, *errors), part), numbers, impossible) for part in columns),
        guarded(unless_missing((before, after), text), numbers, impossible),
    ]


def true_score(spec: UdfSpec, given: Arguments) -> list[str]:
    """SANDSCORE."""
    score, mean, sd, share = (given[name] for name in ("score", "mean", "sd", "reliability"))
    confidence = given.get("confidence")
    numbers = score, mean, sd, share, confidence
    impossible = [
        *outside(sd, "<=0"), *outside(share, "<0", ">1"), *outside(confidence, "<=0", ">=1"),
    ]  # fmt: skip
    moved = f"{share}*({score}-{mean})"
    within = f"{reach(confidence)}*{sd}*SQRT({share}*(1-{share}))"
    words = {
        key: sentence(spec, "text", key)
        for key in ("above_group", "within_group", "below_group", "no_information", "no_uncertainty")
    }
    judged = (
        f"IF(ABS({moved})<={within},{words['within_group']},"
        f"IF({score}>{mean},{words['above_group']},{words['below_group']}))"
    )
    judged = if_is(share, 1, words["no_uncertainty"], judged)
    judged = if_is(share, 0, words["no_information"], judged)
    text = unless_missing((mean, sd, share), judged, sentence(spec, "text", "incomplete"))
    ends = [if_is(share, 0, '""', f"{mean}+{moved}{sign}{within}") for sign in "-+"]
    return [
        *(
            guarded(unless_missing((score, mean, sd, share), part), numbers, impossible)
            for part in (f"{mean}+{moved}", *ends)
        ),
        guarded(unless_missing([score], text), numbers, impossible),
    ]


def retest(spec: UdfSpec, given: Arguments) -> list[str]:
    """REGRESSIONMODMIDDEL."""
    group, everyone, share = (given[name] for name in ("group_mean", "mean_of_all", "reliability"))
    numbers = group, everyone, share
    impossible = outside(share, "<0", ">1")
    words = {
        key: sentence(spec, "text", key)
        for key in ("no_change", "all_chance", "no_regression", "rise", "fall")
    }
    judged = f"IF({everyone}>{group},{words['rise']},{words['fall']})"
    judged = if_is(share, 1, words["no_regression"], judged)
    judged = if_is(share, 0, words["all_chance"], judged)
    judged = f"IF({group}={everyone},{words['no_change']},{judged})"
    text = unless_missing((everyone, share), judged, sentence(spec, "text", "incomplete"))
    columns = [f"{everyone}+{share}*({group}-{everyone})", f"(1-{share})*({everyone}-{group})"]
    return [
        *(guarded(unless_missing(numbers, part), numbers, impossible) for part in columns),
        guarded(unless_missing([group], text), numbers, impossible),
    ]


def lus_steps(spec: UdfSpec, given: Arguments) -> list[str]:
    """LUSFREMGANG."""
    before, after = given["before"], given["after"]
    steps = f"INT(({_place(after)}-{_place(before)})/{_WIDTH})"
    back = f"INT(({_place(before)}-{_place(after)})/{_WIDTH})"
    forward_words = sentence_with(spec, "text", "forward", "steps", f'"+"&{steps}')
    back_words = sentence_with(spec, "text", "back", "steps", f'"−"&{back}')
    text = f"IF({steps}>0,{forward_words},IF({steps}<0,{back_words},{sentence(spec, 'text', 'unchanged')}))"
    cells = [cell for cell in (before, after) if cell.is_cell]
    return [_of_points(cells, formula) for formula in (steps, text)]


def _of_points(cells: list[Argument], formula: str) -> str:
    """Let errors and truth values be #VALUE!, a blank a blank, and what is no point #NUM!."""
    if not cells:
        return formula
    wrong = "+".join(f"ISERROR({cell})+ISLOGICAL({cell})" for cell in cells)
    blank = "+".join(f'({cell}="")' for cell in cells)
    return f'IF({wrong}>0,#VALUE!,IF({blank}>0,"",IFERROR({formula},#NUM!)))'


def _place(point: Argument) -> str:
    """Find where a point stands among the points, however its letters and blanks are typed."""
    if point.is_cell:
        return f'FIND("|"&SUBSTITUTE(LOWER({point})," ","")&"|",{_LUS})'
    place = place_of(str(point.value))
    if place is None:
        raise NoFormula
    return str(1 + _WIDTH * place)


def _or_zero(optional: Argument | None) -> list[str]:
    """Write an optional number that counts for 0 where its cell is blank; nothing where it is left out."""
    if optional is None:
        return []
    return [f"N({optional})" if optional.is_cell else str(optional)]
