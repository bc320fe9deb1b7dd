"""Which family do 1000 draws come from: `kb.select`, fitter and distfit on 15 known laws.

A family is found if it, or one that holds it, comes first or within four units of AIC of the first. The
peers rank as they do by default, by squares against a histogram (distfit) or as asked, by AIC (fitter).
Run it where the peers are: `pip install fitter distfit`; absent ones are left out.
"""

import contextlib
import importlib
import io
import logging
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import stats

import kullback as kb
from benchmarks.report import publish

N = 1000
# a law, and the names (ours, SciPy's) of the families that hold it
LAWS: dict[str, tuple[Any, set[str]]] = {
    "Normal": (stats.norm(3, 2), {"Normal", "norm"}),
    "Exponential": (stats.expon(scale=2), {"Exponential", "expon"}),
    "Gamma": (stats.gamma(5, scale=0.7), {"Gamma", "gamma", "erlang"}),
    "LogNormal": (stats.lognorm(0.7, scale=3), {"LogNormal", "lognorm"}),
    "Weibull": (stats.weibull_min(1.7, scale=2), {"Weibull", "weibull_min"}),
    "Laplace": (stats.laplace(1, 2), {"Laplace", "laplace"}),
    "Logistic": (stats.logistic(1, 2), {"Logistic", "logistic"}),
    "Gumbel": (stats.gumbel_r(1, 2), {"Gumbel", "gumbel_r"}),
    "Cauchy": (stats.cauchy(1, 2), {"Cauchy", "cauchy"}),
    "StudentT": (stats.t(4, 1, 2), {"StudentT", "t"}),
    "InverseGaussian": (stats.invgauss(0.5, scale=2), {"InverseGaussian", "invgauss"}),
    "Uniform": (stats.uniform(-1, 3), {"Uniform", "uniform"}),
    "Beta": (stats.beta(2, 3), {"Beta", "beta"}),
    "Rayleigh": (stats.rayleigh(scale=2), {"Rayleigh", "rayleigh"}),
    "Pareto": (stats.pareto(2.5), {"Pareto", "pareto"}),
}

Ranked = list[str]  # the first, and those it is not told from


def main() -> None:
    """Time every contender on every law in turn, and publish how often each finds it."""
    contenders = {name: run for name, run in _contenders().items() if run is not None}
    found: dict[str, list[bool]] = {name: [] for name in contenders}
    first: dict[str, list[bool]] = {name: [] for name in contenders}
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for law, holding in LAWS.values():
        x = law.rvs(N, random_state=np.random.default_rng(7))
        for name, run in contenders.items():
            begun = time.perf_counter()
            ranked = run(x)
            seconds[name].append(time.perf_counter() - begun)
            first[name].append(ranked[0] in holding)
            found[name].append(bool(set(ranked) & holding))
    ours = seconds["kullback"]
    rows = [
        {
            "library": name,
            "found": f"{sum(found[name])} of {len(LAWS)}",
            "first": sum(first[name]),
            "seconds a sample": statistics.median(seconds[name]),
            "of kullback's": statistics.median(
                a / b for a, b in zip(seconds[name], ours, strict=True)
            ),
        }
        for name in contenders
    ]
    publish("selection", f"families behind {N} draws of {len(LAWS)} laws", rows)


def _contenders() -> dict[str, Callable[[Any], Ranked] | None]:
    logging.disable(logging.CRITICAL)
    warnings.filterwarnings("ignore")
    return {
        "kullback": _ours,
        "fitter, all": _with("fitter", _fitter),
        "distfit, popular": _with("distfit", lambda m, x: _distfit(m, x, "popular")),
        "distfit, full": _with("distfit", lambda m, x: _distfit(m, x, "full")),
    }


def _with(library: str, run: Callable[[Any, Any], Ranked]) -> Callable[[Any], Ranked] | None:
    with contextlib.suppress(ImportError):
        module = importlib.import_module(library)

        def quiet(x: Any) -> Ranked:
            with (
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                return run(module, x)

        return quiet
    print(f"selection: {library} is not installed, left out")
    return None


def _ours(x: Any) -> Ranked:
    return [row["family"] for row in kb.select(x, bootstrap=0).table() if row["delta"] < 4.0]


def _fitter(module: Any, x: Any) -> Ranked:
    one = module.Fitter(x, timeout=30)
    one.fit(progress=False)
    scores = one.df_errors["aic"].sort_values()
    return [str(name) for name in scores.index[scores - scores.iloc[0] < 4.0]]


def _distfit(module: Any, x: Any, distributions: str) -> Ranked:
    one = module.distfit(distr=distributions, verbose=0)
    one.fit_transform(x)
    return [str(one.model["name"])]


if __name__ == "__main__":
    main()
