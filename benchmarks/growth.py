"""How long a growth model takes, 100 quantile regressions on one earlier test: ours, R and statsmodels.

``python benchmarks/growth.py [ROUNDS] [PUPILS ...]`` prints seconds for the whole process (medians; each
round every solver once, on the same synthetic cohort) and how many times faster ours is. R is timed inside
R (``quantreg``: "fn" interior point, "br" simplex, without reading or design), if Rscript is installed.
statsmodels is timed on five quantiles and multiplied. No time counts unless our loss is the least.
Ours is wall-clock time with the linear algebra library's own threads; processor time stands beside it.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from statsmodels.regression.quantile_regression import QuantReg

from xl_beregner.measures.growth import splines
from xl_beregner.measures.growth.quantile_regression import TAUS, quantile_process

SIZES = (1000, 6000, 20000, 60000)
MOST_FOR_BR = 6000
FEW = TAUS[[5, 30, 50, 70, 95]]
Arrays = tuple[np.ndarray, np.ndarray]
Timed = tuple[float, np.ndarray, np.ndarray]

IN_R = r"""
suppressMessages(library(quantreg))
given <- commandArgs(TRUE)
n <- as.integer(given[2]); p <- as.integer(given[3]); fit <- get(paste0("rq.fit.", given[4]))
values <- readBin(given[1], "double", n * (p + 1))
y <- values[1:n]; x <- matrix(values[-(1:n)], n, p); taus <- (1:100 - 0.5) / 100
took <- system.time(found <- sapply(taus, function(tau) suppressWarnings(fit(x, y, tau = tau)$coefficients)))
writeBin(c(took[["elapsed"]], as.vector(found)), given[5])
"""


def make_cohort(pupils: int, seed: int) -> Arrays:
    """Make a synthetic cohort: skewed scores with two decimals, spread that grows with the score."""
    random = np.random.default_rng(seed)
    ability = random.normal(0, 1, pupils)
    before = np.round(50 + 10 * (ability + random.normal(0, 0.4, pupils)), 2)
    after = 60 + 10 * (ability + (0.4 + 0.08 * np.abs(ability)) * random.normal(0, 1, pupils)) + ability**2
    basis = splines.basis(before, splines.knots_of(before), splines.boundaries_of(before))
    return np.column_stack([np.ones(pupils), basis]), np.round(after, 2)


def with_r(design: np.ndarray, outcome: np.ndarray, method: str, folder: Path) -> Timed:
    """Fit in R; the seconds are R's own."""
    script, data, answer = folder / "fit.R", folder / "data", folder / "answer"
    script.write_text(IN_R, encoding="utf-8")
    np.concatenate([outcome, design.ravel("F")]).tofile(data)
    sizes = [str(size) for size in design.shape]
    command = ["Rscript", str(script), str(data), *sizes, method, str(answer)]
    subprocess.run(command, check=True, capture_output=True)
    values = np.fromfile(answer)
    return values[0], values[1:].reshape(TAUS.size, -1).T, TAUS


def with_statsmodels(design: np.ndarray, outcome: np.ndarray) -> Timed:
    """Fit five quantiles and multiply."""
    start = time.perf_counter()
    found = [QuantReg(outcome, design).fit(q=tau).params for tau in FEW]
    return (time.perf_counter() - start) * TAUS.size / FEW.size, np.column_stack(found), FEW


def with_ours(design: np.ndarray, outcome: np.ndarray) -> Timed:
    """Fit all quantiles."""
    start = time.perf_counter()
    found = quantile_process(design, outcome)
    return time.perf_counter() - start, found, TAUS


def losses(design: np.ndarray, outcome: np.ndarray, fits: np.ndarray, taus: np.ndarray) -> np.ndarray:
    """Give the loss of each fit."""
    total = []
    for tau, fit in zip(taus, fits.T, strict=True):
        residuals = outcome - design @ fit
        total.append(float((residuals * (tau - (residuals < 0))).sum()))
    return np.array(total)


def measure(pupils: int, rounds: int, folder: Path) -> dict[str, float]:
    """Run every solver once a round; median seconds by name."""
    times: dict[str, list[float]] = {}
    for seed in range(rounds):
        design, outcome = make_cohort(pupils, seed)
        tasks: dict[str, Callable[[], Timed]] = {
            "statsmodels": lambda x=design, y=outcome: with_statsmodels(x, y)  # type: ignore[misc]
        }
        if shutil.which("Rscript"):
            tasks["R fn"] = lambda x=design, y=outcome: with_r(x, y, "fnb", folder)  # type: ignore[misc]
            if pupils <= MOST_FOR_BR:
                tasks["R br"] = lambda x=design, y=outcome: with_r(x, y, "br", folder)  # type: ignore[misc]
        before = time.process_time()
        took, ours, _ = with_ours(design, outcome)
        times.setdefault("ours, processor", []).append(time.process_time() - before)
        times.setdefault("ours", []).append(took)
        for name, work in tasks.items():
            took, fits, taus = work()
            times.setdefault(name, []).append(took)
            at = np.searchsorted(TAUS, taus)
            least, theirs = losses(design, outcome, ours[:, at], taus), losses(design, outcome, fits, taus)
            assert (least <= theirs * (1 + 1e-12)).all(), (name, pupils, seed)
        times["ours"].append(with_ours(design, outcome)[0])  # after the others as well as before
    return {name: statistics.median(held) for name, held in times.items()}


def main() -> None:
    """Print the table."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    warnings.simplefilter("ignore")
    quantile_process(*make_cohort(1000, 99))  # loads what is loaded once
    columns = ("ours", "ours, processor", "R fn", "R br", "statsmodels")
    print(f"100 quantiles, one earlier test; {rounds} rounds; seconds (statsmodels: 5 quantiles × 20)")
    print(
        f"{'pupils':>8}"
        + "".join(f"{name:>17}" for name in columns)
        + f"{'R fn / ours':>14}{'sm / ours':>11}"
    )
    with tempfile.TemporaryDirectory() as folder:
        for pupils in sizes:
            median = measure(pupils, rounds, Path(folder))
            shown = "".join(f"{median[name]:17.3f}" if name in median else f"{'–':>17}" for name in columns)
            ratios = [median.get(name, float("nan")) / median["ours"] for name in ("R fn", "statsmodels")]
            print(f"{pupils:8}{shown}{ratios[0]:14.1f}{ratios[1]:11.1f}", flush=True)


if __name__ == "__main__":
    main()
