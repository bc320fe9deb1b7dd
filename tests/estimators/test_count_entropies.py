"""Entropies of counts, against the formulas of their papers in mpmath, and small cases by hand."""

import math

import mpmath
import numpy as np
import pytest
from scipy import stats

from kullback.estimators.count_entropies import NSB, ChaoShen, Grassberger, MillerMadow
from kullback.estimators.counting import JamesStein, PlugIn, Smoothed

COUNTS = np.array([4.0, 2.0, 2.0, 1.0, 0.0])


def test_miller_madow_adds_half_a_row_an_outcome():
    plug_in = stats.entropy(COUNTS)
    assert MillerMadow().entropy(COUNTS).value == pytest.approx(plug_in + 3.0 / 18.0, rel=1e-14)
    assert PlugIn().entropy(COUNTS).value == pytest.approx(plug_in, rel=1e-14)


def test_grassberger_is_his_recursion():
    """G(1) = -gamma - log 2, G(2n+1) = G(2n), G(2n+2) = G(2n+1) + 2/(2n+1): his eq. 31."""
    g = {1: -np.euler_gamma - math.log(2.0), 2: 2.0 - np.euler_gamma - math.log(2.0)}
    for n in range(1, 4):
        g[2 * n + 1] = g[2 * n]
        g[2 * n + 2] = g[2 * n + 1] + 2.0 / (2 * n + 1)
    counts = [int(c) for c in COUNTS if c]
    expected = math.log(9.0) - sum(c * g[c] for c in counts) / 9.0
    assert Grassberger().entropy(COUNTS).value == pytest.approx(expected, rel=1e-13)


def test_chao_shen_weights_by_the_chance_of_being_seen():
    with mpmath.workdps(30):
        n, covered = 9, 1 - mpmath.mpf(1) / 9
        expected = mpmath.mpf(0)
        for c in (4, 2, 2, 1):
            p = covered * c / n
            expected -= p * mpmath.log(p) / (1 - (1 - p) ** n)
    assert ChaoShen().entropy(COUNTS).value == pytest.approx(float(expected), rel=1e-13)


def test_chao_shen_of_nothing_but_singles_is_finite():
    assert math.isfinite(ChaoShen().entropy(np.ones(20)).value)


def test_nsb_is_the_posterior_mean():
    """The integral over the concentration, by mpmath's own quadrature."""
    counts, k, n = [4, 2, 2, 1, 0], 5, 9

    def prior(b):
        return k * mpmath.psi(1, k * b + 1) - mpmath.psi(1, b + 1)

    def fit(b):
        value = mpmath.loggamma(k * b) - mpmath.loggamma(n + k * b)
        value += sum(mpmath.loggamma(c + b) - mpmath.loggamma(b) for c in counts)
        return mpmath.exp(value)

    def mean(b):
        share = [(c + b) / (n + k * b) for c in counts]
        return mpmath.digamma(n + k * b + 1) - sum(
            s * mpmath.digamma(c + b + 1) for s, c in zip(share, counts, strict=True)
        )

    pieces = [0, 0.01, 0.1, 1, 10, 100, 1e4, mpmath.inf]
    with mpmath.workdps(20):
        expected = mpmath.quad(lambda b: prior(b) * fit(b) * mean(b), pieces) / mpmath.quad(
            lambda b: prior(b) * fit(b), pieces
        )
    assert NSB().entropy(COUNTS).value == pytest.approx(float(expected), rel=1e-6)


def test_nsb_of_a_single_outcome_is_certain():
    assert NSB().entropy(np.array([7.0])).value == 0.0


def test_james_stein_shrinks_by_the_papers_weight():
    """Counts 3 and 1: weight (1 - 10/16)/(3 · 2/16) = 1, so all the way to the uniform."""
    assert JamesStein().entropy(np.array([3.0, 1.0])).value == pytest.approx(
        math.log(2.0), rel=1e-14
    )
    share = np.array([90.0, 10.0]) / 100.0
    weight = (1.0 - (share**2).sum()) / (99.0 * ((0.5 - share) ** 2).sum())
    expected = stats.entropy(weight / 2.0 + (1.0 - weight) * share)
    assert JamesStein().entropy(np.array([90.0, 10.0])).value == pytest.approx(expected, rel=1e-13)


def test_miller_madow_takes_the_bias_off_a_divergence():
    """The mean over many samples is nearer to the truth than the plug-in's by far."""
    rng = np.random.default_rng(0)
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.4, 0.3])
    truth = float((p * np.log(p / q)).sum())
    rows = [
        (rng.multinomial(100, p).astype(float), rng.multinomial(100, q).astype(float))
        for _ in range(4000)
    ]
    corrected = np.mean([MillerMadow().divergence(a, b).value for a, b in rows]) - truth
    plain = np.mean([PlugIn().divergence(a, b).value for a, b in rows]) - truth
    assert abs(corrected) < 0.2 * plain


def test_nothing_is_not_added():
    with pytest.raises(ValueError, match="above 0"):
        Smoothed(0.0)
