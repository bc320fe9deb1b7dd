"""Exact sums over all vectors of counts."""

import itertools
import math

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions import families
from kullback.distributions.mixture import Mixture
from kullback.numerics.compositions import compositions, number_of_compositions

P = families.Multinomial(5, [0.2, 0.3, 0.5])
Q = families.DirichletMultinomial(5, [1.0, 2.0, 0.5])


def masses():
    """Both masses of every outcome, in mpmath."""
    a = [mp.mpf(1), mp.mpf(2), mp.mpf("0.5")]
    share = [mp.mpf(x) for x in (0.2, 0.3, 0.5)]
    whole = mp.fsum(share)
    for i in range(6):
        for j in range(6 - i):
            x = (i, j, 5 - i - j)
            ways = mp.factorial(5) / mp.fprod(mp.factorial(k) for k in x)
            p = mp.fprod((s / whole) ** k for s, k in zip(share, x, strict=True))
            q = mp.fprod(mp.rf(c, k) for c, k in zip(a, x, strict=True)) / mp.rf(mp.mpf("3.5"), 5)
            yield ways * p, ways * q


def test_compositions_are_all_there_and_none_twice():
    for total, parts in ((0, 3), (4, 1), (5, 3), (3, 5)):
        found = compositions(total, parts)
        assert len(np.unique(found, axis=0)) == len(found) == number_of_compositions(total, parts)
        assert np.all(found.sum(axis=1) == total)
        assert found.min() >= 0


def test_divergences_of_counts_are_exact_in_both_directions():
    with mp.workdps(40):
        forward = mp.fsum(p * mp.log(p / q) for p, q in masses())
        back = mp.fsum(q * mp.log(q / p) for p, q in masses())
        variation = mp.fsum(abs(p - q) for p, q in masses()) / 2
        entropy = -mp.fsum(q * mp.log(q) for _, q in masses())
    for result, expected in (
        (kb.kl(P, Q), forward),
        (kb.kl(Q, P), back),
        (kb.total_variation(P, Q), variation),
        (kb.entropy(Q), entropy),
    ):
        assert result.kind == "exact"
        assert result.value == pytest.approx(float(expected), rel=1e-14)


def test_near_laws_keep_their_digits():
    chances = np.array([0.125, 0.25, 0.625])
    p = families.Multinomial(4, chances)
    q = families.DirichletMultinomial(4, 1e8 * chances)
    with mp.workdps(60):
        total = mp.mpf(0)
        for x in compositions(4, 3):
            ways = mp.factorial(4) / mp.fprod(mp.factorial(int(k)) for k in x)
            one = ways * mp.fprod(mp.mpf(c) ** int(k) for c, k in zip(chances, x, strict=True))
            rising = mp.fprod(
                mp.rf(mp.mpf(10) ** 8 * c, int(k)) for c, k in zip(chances, x, strict=True)
            )
            total += one * mp.log(one / (ways * rising / mp.rf(mp.mpf(10) ** 8, 4)))
    # the masses' own rounding, 2e-16 of a log of some units
    assert kb.kl(p, q).value == pytest.approx(float(total), rel=1e-13)


def test_another_total_is_impossible():
    result = kb.kl(P, families.DirichletMultinomial(4, [1.0, 2.0, 0.5]))
    assert result.value == np.inf
    assert result.kind == "exact"
    assert not result.cautions
    missed = result.violations()
    assert len(missed) == number_of_compositions(5, 3)
    assert math.fsum(v.p for v in missed) == pytest.approx(1.0)
    assert kb.total_variation(P, families.Multinomial(4, [0.2, 0.3, 0.5])).value == 1.0


def test_mixtures_of_counts_are_enumerated():
    mixed = Mixture([0.5, 0.5], [P, Q])
    result = kb.kl(mixed, P)
    assert result.method == "enumeration"
    with mp.workdps(40):
        expected = mp.fsum((p + q) / 2 * mp.log((p + q) / 2 / p) for p, q in masses())
    assert result.value == pytest.approx(float(expected), rel=1e-13)


def test_contributions_name_the_counts_and_add_up():
    result = kb.kl(P, Q)
    parts = result.contributions(top=None)
    assert math.fsum(part.value for part in parts) == pytest.approx(result.value, rel=1e-14)
    assert parts[0].outcome in {tuple(x) for x in compositions(5, 3).astype(int).tolist()}


def test_too_many_outcomes_are_estimated():
    many = families.Multinomial(200, np.full(8, 0.125))
    plan = kb.plan(many, families.DirichletMultinomial(200, np.ones(8)))
    assert "65536" in str(plan)
    assert plan.method == "monte_carlo"


def test_logarithms_of_vectors_of_counts_that_cancel_are_said():
    near = kb.Mixture(
        [0.5, 0.5],
        [families.Multinomial(4, [0.3, 0.7]), families.Multinomial(4, [0.3 + 1e-6, 0.7 - 1e-6])],
    )
    result = kb.kl(near, families.DirichletMultinomial(4, [3e6, 7e6]))
    assert (result.kind, result.method) == ("exact", "enumeration")
    assert [c.code for c in result.cautions] == ["ill_conditioned"]
    assert kb.kl(near, families.Multinomial(4, [0.5, 0.5])).cautions == ()


@pytest.mark.parametrize("urn", [(3, 4, 5), (300, 400, 500), (0, 2, 6)])
def test_draws_from_an_urn_are_summed_exactly(urn):
    """The masses are fractions, choose(m, x)/choose(sum m, n); SciPy's own lose digits in large urns."""
    n, chances = 4, (0.25, 0.375, 0.375)
    exact = mp.mpf(0)
    for x in itertools.product(*(range(min(m, n) + 1) for m in urn)):
        if sum(x) != n:
            continue
        kept = mp.fprod(math.comb(m, k) for m, k in zip(urn, x, strict=True))
        p = kept / math.comb(sum(urn), n)
        ways = mp.factorial(n) / mp.fprod(mp.factorial(k) for k in x)
        q = ways * mp.fprod(mp.mpf(c) ** k for c, k in zip(chances, x, strict=True))
        exact += p * mp.log(p / q)
    p, q = stats.multivariate_hypergeom(urn, n), stats.multinomial(n, chances)
    result = kb.kl(p, q)
    assert result.kind == "exact"
    assert float(result) == pytest.approx(float(exact), rel=1e-14)  # tens of roundings
    assert float(kb.kl(p, stats.multivariate_hypergeom(urn, n))) == 0.0


def test_more_than_an_urn_holds_cannot_be_drawn():
    p, q = stats.multinomial(4, [0.5, 0.5]), stats.multivariate_hypergeom([3, 4], 4)
    result = kb.kl(p, q)
    assert (float(result), result.kind) == (np.inf, "exact")
    assert [(v.outcome, v.p) for v in result.violations()] == [((4, 0), pytest.approx(1 / 16))]
