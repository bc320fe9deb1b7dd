"""What every distribution can be asked: means of statistics measured from a centre."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Deviation,
    Exp,
    ExpDeviation,
    LogOnePlusSquare,
    X,
)
from kullback.distributions.transformed import shifted

F = kb.families


def mean(p, statistic):
    with np.errstate(all="ignore"):  # as every method runs
        return p.mean_of(statistic, np)


@pytest.mark.parametrize(
    ("p", "variance"),
    [
        (F.Gamma(1e10, 1e-10), lambda: mp.mpf(1e10) * mp.mpf(1e-10) ** 2),
        (F.LogNormal(0.0, 1e-5), lambda: mp.expm1(mp.mpf(1e-5) ** 2) * mp.exp(mp.mpf(1e-5) ** 2)),
        (F.Beta(1e10, 1.0), lambda: mp.mpf(1e10) / ((1 + mp.mpf(1e10)) ** 2 * (mp.mpf(1e10) + 2))),
        (
            F.Lindley(1e10),
            lambda: (mp.mpf(10) ** 20 + 4e10 + 2) / (1e10 * (1 + mp.mpf(10) ** 10)) ** 2,
        ),
        (F.Pareto(1e10), lambda: 1e10 / ((mp.mpf(1e10) - 1) ** 2 * (mp.mpf(1e10) - 2))),
    ],
)
def test_the_variance_of_a_narrow_law_keeps_its_digits(p, variance):
    with mp.workdps(40):
        expected = float(variance())
    assert p.variance(np) == pytest.approx(expected, rel=1e-14)
    centre = mean(p, X)
    assert mean(p, AbsPower(centre, 2.0)) == pytest.approx(expected, rel=1e-14)
    # and of what has moved by as much as it stands from 0
    assert mean(shifted(p, -centre), AbsPower(0.0, 2.0)) == pytest.approx(expected, rel=1e-14)


def test_a_square_about_a_centre_that_would_cancel_is_not_known():
    p = F.Weibull(1e5, 1.0)  # E X² and (E X)² agree in ten digits
    assert np.isnan(mean(p, AbsPower(1.0, 2.0)))
    assert mean(p, AbsPower(-3.0, 2.0)) == pytest.approx(16.0, rel=1e-4)
    assert kb.kl(p, F.Normal(1.0, 1e-5)).kind == "numerical"


def test_an_infinite_mean_stays_so_from_every_centre():
    p = F.Pareto(1.0, 2.0)
    assert mean(p, Deviation(3.0)) == np.inf
    assert mean(p, AbsPower(3.0, 2.0)) == np.inf
    assert mean(F.Gamma(2.0, 1.0), ExpDeviation(1.0, 1e5)) == np.inf


def test_what_is_not_known_from_zero_is_not_known_from_a_centre():
    p = F.Cauchy(0.0, 1.0)
    assert mean(p, Deviation(2.0)) is None
    assert mean(F.GeneralizedNormal(1.5), ExpDeviation(1.0, 2.0)) is None
    assert mean(F.Gamma(2.0, 1.0), LogOnePlusSquare(0.0, 1.0)) is None


def test_an_exponential_too_small_for_the_doubles_is_not_known():
    # E exp(-X) is 2^-2000, and times exp(2000) it is not
    assert np.isnan(mean(F.Gamma(2000.0, 1.0), ExpDeviation(-1.0, 2000.0)))
    assert kb.kl(F.Gamma(2000.0, 1.0), F.Gumbel(2000.0, 1.0)).kind == "numerical"


def test_a_moved_distribution_has_the_means_of_the_moved_statistic():
    base = F.Gamma(2.5, 1.3)
    p = shifted(base, -4.0)
    pairs = [
        (X, Deviation(4.0)),
        (Deviation(1.0), Deviation(5.0)),
        (AbsPower(1.0), AbsPower(5.0)),
        (AbsPower(1.0, 2.0), AbsPower(5.0, 2.0)),
        (Exp(-0.3), ExpDeviation(-0.3, 4.0)),
        (ExpDeviation(-0.3, 1.0), ExpDeviation(-0.3, 5.0)),
    ]
    for own, of_base in pairs:
        assert mean(p, own) == pytest.approx(mean(base, of_base), rel=1e-15)
    assert mean(p, LOG) is None


@pytest.mark.parametrize(
    ("p", "q", "x"),
    [
        (F.Normal, F.Gumbel, (0.3, 1.2, -0.1, 0.9)),
        (F.Logistic, F.Normal, (0.3, 1.2, -0.1, 0.9)),
        (F.Gumbel, F.Laplace, (0.3, 1.2, -0.1, 0.9)),
        (F.Moyal, F.Moyal, (0.3, 1.2, -0.1, 0.9)),
        (F.AsymmetricLaplace, F.AsymmetricLaplace, (0.7, 0.1, 1.2, 1.3, -0.1, 0.9)),
        (F.Gamma, F.Normal, (2.3, 1.2, -0.1, 0.9)),
        (F.Pareto, F.Gumbel, (3.3, 1.2, 1.1, 0.9)),
        (F.Lindley, F.Gompertz, (0.7, 0.3, 4.0)),
    ],
)
def test_gradients_flow_through_the_means(p, q, x):
    n = len(x) - len(q.__dataclass_fields__)

    def value(*x):
        return kb.kl(p(*x[:n]), q(*x[n:])).value

    with jax.enable_x64(True):
        slopes = jax.grad(value, argnums=tuple(range(len(x))))(*map(jnp.float64, x))
        slopes = [float(s) for s in slopes]
    for i, slope in enumerate(slopes):
        ends = [value(*(v + h * (i == j) for j, v in enumerate(x))) for h in (1e-5, -1e-5)]
        # the error of the difference is its step squared, and its rounding over the step
        assert slope == pytest.approx(float(ends[0] - ends[1]) / 2e-5, rel=1e-7, abs=1e-8)
