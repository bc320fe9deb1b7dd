"""Many pairs in one call: a million of a family, alternating with whatever peers are installed.

Everything goes through the public verb, with the checks of parameters and results that come with it.
torch checks parameters too; TFP and NumPyro do not, by default, and are given compiled functions as well.
"""

import contextlib
import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import mpmath as mp
import numpy as np

import kullback as kb
from benchmarks.report import publish

N = 10**6
ROUNDS = 15
REST = 0.03  # seconds: the threads of one library still spin when another one starts
JUDGED = 40  # pairs whose value is compared with 60 digits
mp.mp.dps = 60

Arrays = tuple[Any, ...]


class Batch(NamedTuple):
    """The parameters of P and of Q, as our family takes them."""

    family: str
    spread: str
    p: Arrays
    q: Arrays


def main() -> None:
    """Time every contender in turn, round after round, and publish medians and paired ratios."""
    peers = _peers()
    rows = [row for batch in _batches(np.random.default_rng(3)) for row in _rows(batch, peers)]
    missing = [name for name in ("torch", "numpyro", "tfp") if name not in peers]
    note = f"; not installed: {', '.join(missing)}" if missing else ""
    title = f"A batch of {N:.0e} pairs (multivariate: {_rows_of_mvn()}) in one call{note}"
    publish("_".join(("batches", *peers)), title, rows)


def _rows(batch: Batch, peers: dict[str, Any]) -> list[dict[str, Any]]:
    contenders = _contenders(batch, peers)
    values = {name: np.asarray(call()) for name, call in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, call in contenders.items():
            time.sleep(REST)
            start = time.perf_counter()
            call()
            times[name].append((time.perf_counter() - start) * 1e3)
    ours = times["kb.kl"]
    return [
        {
            "family": batch.family,
            "pairs": batch.spread,
            "call": name,
            "median ms": statistics.median(measured),
            "fastest ms": min(measured),
            "of kb.kl": statistics.median(a / b for a, b in zip(measured, ours, strict=True)),
            "median error": _error(batch, values[name]),
        }
        for name, measured in times.items()
    ]


def _batches(rng: np.random.Generator) -> list[Batch]:
    """Return the batches: two that the target names, at both separations, and others at random."""

    def positive() -> Any:
        return np.exp(rng.normal(size=N))

    def near(p: Arrays) -> Arrays:
        return tuple(x * (1.0 + 1e-6 * rng.normal(size=N)) for x in p)

    normal, gamma = (rng.normal(size=N), positive()), (3.0 * positive(), positive())
    return [
        Batch("Normal", "random", normal, (rng.normal(size=N), positive())),
        Batch("Normal", "1e-6 apart", normal, near(normal)),
        Batch("Gamma", "random", gamma, (3.0 * positive(), positive())),
        Batch("Gamma", "1e-6 apart", gamma, near(gamma)),
        Batch("Beta", "random", (positive(), positive()), (positive(), positive())),
        Batch("Exponential", "random", (positive(),), (positive(),)),
        Batch("Poisson", "random", (positive(),), (positive(),)),
        Batch("Laplace", "random", normal, (rng.normal(size=N), positive())),
        Batch("LogNormal", "random", normal, (rng.normal(size=N), positive())),
        Batch("MultivariateNormal", "random", _mvn(rng), _mvn(rng)),
    ]


def _rows_of_mvn() -> str:
    return f"{N // 100:.0e}, 20 dimensions"


def _mvn(rng: np.random.Generator) -> Arrays:
    n, d = N // 100, 20
    root = rng.normal(size=(n, d, 2 * d))
    return rng.normal(size=(n, d)), root @ root.swapaxes(1, 2) / (2 * d)


# --------------------------------------------------------------------------- contenders


def _contenders(batch: Batch, peers: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    family = getattr(kb.families, batch.family)
    found = {"kb.kl": lambda: kb.kl(family(*batch.p), family(*batch.q)).value}
    if "torch" in peers:
        found["torch"] = _of_torch(peers["torch"], batch)
    for name in ("numpyro", "tfp"):
        if name in peers:
            found[name], found[f"{name}, jax.jit"] = _of_jax(peers[name], batch)
    return found


def _theirs(family: str, parameters: Arrays) -> Arrays:
    """Return the parameters that the other libraries take: rates instead of scales."""
    match family:
        case "Gamma":
            return parameters[0], 1.0 / parameters[1]
        case "Exponential":
            return (1.0 / parameters[0],)
    return parameters


def _of_torch(torch: Any, batch: Batch) -> Callable[[], Any]:
    p, q = (tuple(torch.from_numpy(x) for x in _theirs(batch.family, side)) for side in batch[2:])
    family = getattr(torch.distributions, batch.family)
    return lambda: torch.distributions.kl_divergence(family(*p), family(*q))


def _of_jax(library: Any, batch: Batch) -> tuple[Callable[[], Any], Callable[[], Any]]:
    import jax

    name = batch.family
    if name == "MultivariateNormal" and not hasattr(library, name):
        name = "MultivariateNormalFullCovariance"
    family = getattr(library, name)
    p, q = (tuple(jax.numpy.asarray(x) for x in _theirs(batch.family, side)) for side in batch[2:])

    def divergence(p: Arrays, q: Arrays) -> Any:
        return library.kl_divergence(family(*p), family(*q))

    compiled = jax.jit(divergence)
    return (
        lambda: divergence(p, q).block_until_ready(),
        lambda: compiled(p, q).block_until_ready(),
    )


def _peers() -> dict[str, Any]:
    """Return the libraries that are installed, JAX in double precision."""
    found: dict[str, Any] = {}
    with contextlib.suppress(ImportError):
        importlib.import_module("jax").config.update("jax_enable_x64", True)
    for name, module in (
        ("torch", "torch"),
        ("numpyro", "numpyro.distributions"),
        ("tfp", "tensorflow_probability.substrates.jax.distributions"),
    ):
        try:
            found[name] = importlib.import_module(module)
        except ImportError:
            continue
    return found


# --------------------------------------------------------------------------- judgement


def _error(batch: Batch, values: Any) -> Any:
    """Return the median relative error of the first values, where a formula is typed in below."""
    if batch.family not in _TRUTH:
        return "-"
    errors = []
    for i in range(JUDGED):
        p, q = ([mp.mpf(float(x[i])) for x in side] for side in (batch.p, batch.q))
        truth = _TRUTH[batch.family](*p, *q)
        errors.append(abs(float((mp.mpf(float(values[i])) - truth) / truth)))
    return statistics.median(errors)


def _normal(m: Any, s: Any, m_q: Any, s_q: Any) -> Any:
    return mp.log(s_q / s) + (s**2 + (m - m_q) ** 2) / (2 * s_q**2) - mp.mpf(1) / 2


def _gamma(a: Any, s: Any, b: Any, s_q: Any) -> Any:
    shapes = (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b)
    return shapes + b * mp.log(s_q / s) + a * (s / s_q - 1)


_TRUTH = {"Normal": _normal, "Gamma": _gamma}

if __name__ == "__main__":
    main()
