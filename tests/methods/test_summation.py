"""Sums over the integers: finite ones exact, infinite ones with a bounded tail."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.methods import lattice_sum

F = kb.families
mp.mp.dps = 40


def poisson(rate, k):
    return mp.exp(-rate + k * mp.log(rate) - mp.loggamma(k + 1))


def test_a_finite_support_is_summed_exactly():
    p, q = F.Binomial(3, 0.5), F.Binomial(8, 0.125)
    result = kb.kl(p, q)
    terms = []
    for k in range(4):
        mass_p = mp.binomial(3, k) / mp.mpf(8)
        mass_q = mp.binomial(8, k) * mp.mpf("0.125") ** k * mp.mpf("0.875") ** (8 - k)
        terms.append(mass_p * mp.log(mass_p / mass_q))
    assert float(result) == pytest.approx(float(mp.fsum(terms)), rel=1e-14)
    assert result.kind == "exact"
    assert result.error is None


def test_an_infinite_support_is_summed_within_its_bound():
    rate, size, chance = 3.0, 2.5, 0.5
    result = kb.kl(F.Poisson(rate), F.NegativeBinomial(size, chance))
    truth = mp.mpf(0)
    for k in range(200):
        log_q = mp.loggamma(k + size) - mp.loggamma(size) - mp.loggamma(k + 1)
        log_q += size * mp.log(chance) + k * mp.log(1 - mp.mpf(chance))
        mass = poisson(mp.mpf(rate), k)
        truth += mass * (mp.log(mass) - log_q)
    assert result.kind == "numerical"
    assert abs(mp.mpf(float(result)) - truth) <= result.error
    assert result.error < 1e-14


def test_a_sum_far_from_zero_starts_at_the_bulk():
    result = kb.kl(F.Poisson(1e6), F.NegativeBinomial(1e6, 0.5))
    # twice the variance at the same mean: (log 2 - 1/2)/2 in the normal limit, corrections of 1e-6
    assert float(result) == pytest.approx((np.log(2.0) - 0.5) / 2.0, rel=1e-5)


def test_a_table_stands_for_its_integers():
    result = kb.kl([0.2, 0.8], F.Bernoulli(0.3))
    assert float(result) == pytest.approx(float(kb.kl([0.2, 0.8], [0.7, 0.3])), rel=1e-14)
    named = kb.kl({3: 0.25, 5: 0.75}, F.Poisson(4.0))
    mass = {3: mp.mpf("0.25"), 5: mp.mpf("0.75")}
    truth = mp.fsum(m * mp.log(m / poisson(mp.mpf(4), k)) for k, m in mass.items())
    assert float(named) == pytest.approx(float(truth), rel=1e-14)


@pytest.mark.parametrize(
    ("p", "q", "outcome", "mass"),
    [
        (F.Poisson(2.0), F.Geometric(0.4), (0.0, 0.0), mp.exp(-2)),
        (F.Binomial(6, 0.25), F.Binomial(5, 0.25), (6.0, 6.0), mp.mpf(1) / 4096),
        (F.Bernoulli(0.25), F.Bernoulli(1.0), (0.0, 0.0), mp.mpf(3) / 4),
    ],
)
def test_missing_integers_are_named_with_their_mass(p, q, outcome, mass):
    result = kb.kl(p, q)
    assert float(result) == np.inf
    assert result.kind == "exact"
    ((found, weight),) = result.violations()
    assert found == outcome
    assert weight == pytest.approx(float(mass), rel=1e-14)


def test_an_integer_missing_inside_the_support_is_named():
    result = kb.kl(F.Binomial(2, 0.5), [0.5, 0.0, 0.5])
    assert float(result) == np.inf
    assert [(v.outcome, v.p) for v in result.violations()] == [(1, pytest.approx(0.5))]


def test_contributions_add_up_to_the_value():
    result = kb.kl(F.Poisson(3.0), F.NegativeBinomial(2.5, 0.5))
    total = sum(part.value for part in result.contributions(top=None))
    assert total == pytest.approx(float(result), rel=1e-13)


@pytest.mark.parametrize("exponent", [1.5, 2.0, 3.5])
def test_the_tail_of_a_power_is_estimated_and_bounded(exponent):
    def terms(k):
        with np.errstate(divide="ignore"):
            mass = np.where(k > 0, k**-exponent, 0.0)
        return np.stack([mass, 0.0 * mass])

    found = lattice_sum.over(terms, 1.0, np.inf, (F.Geometric(0.5),))
    rounding = 4 * np.finfo(float).eps  # the bound is that of the tail alone
    assert abs(found.value[0] - float(mp.zeta(exponent))) <= found.error[0] + rounding


def test_the_entropy_of_a_poisson_matches_its_series():
    truth = -mp.fsum(poisson(mp.mpf(3), k) * mp.log(poisson(mp.mpf(3), k)) for k in range(120))
    assert float(kb.entropy(F.Poisson(3.0))) == pytest.approx(float(truth), rel=1e-14)


def test_a_batch_is_answered_entry_by_entry():
    result = kb.kl(F.Poisson([1.0, 2.0]), F.NegativeBinomial(2.0, 0.5))
    singles = [float(kb.kl(F.Poisson(r), F.NegativeBinomial(2.0, 0.5))) for r in (1.0, 2.0)]
    assert result.value.tolist() == singles


@pytest.mark.parametrize(
    ("verb", "p", "q", "truth"),
    [
        (kb.total_variation, "poisson(3)", "poisson(1000)", 1.0),
        (kb.jensen_shannon, "poisson(3)", "poisson(1000)", np.log(2.0)),
        (kb.total_variation, "randint(0, 3)", "randint(10000000, 10000003)", 1.0),
    ],
)
def test_bulks_far_apart_are_both_counted(verb, p, q, truth):
    assert float(verb(p, q)) == pytest.approx(truth, rel=1e-12)


def test_mass_of_q_outside_a_finite_p_is_counted():
    # D = -H(P) - E_P[log q]; by hand for a binomial of five trials against a Poisson of 1000
    chances = [
        mp.binomial(5, k) * mp.mpf(0.3) ** k * (1 - mp.mpf(0.3)) ** (5 - k) for k in range(6)
    ]
    truth = mp.fsum(c * mp.log(c / poisson(mp.mpf(1000), k)) for k, c in enumerate(chances))
    assert float(kb.kl("binom(5, 0.3)", "poisson(1000)")) == pytest.approx(float(truth), rel=1e-13)


def test_integers_far_apart_need_no_list_of_all_between():
    result = kb.kl({0: 0.5, 10**9: 0.5}, F.Poisson(3.0))
    logs = [poisson_log(mp.mpf(3), k) for k in (0, 10**9)]
    truth = -mp.log(2) - mp.fsum(logs) / 2
    assert float(result) == pytest.approx(float(truth), rel=1e-13)


def poisson_log(rate, k):
    return -rate + k * mp.log(rate) - mp.loggamma(k + 1)


def test_a_power_sum_below_every_double_is_taken_in_logarithms():
    # -log sum sqrt(p q) of two Poissons is (sqrt r - sqrt s)²/2
    result = kb.bhattacharyya(F.Poisson(1.0), F.Poisson(10000.0), method="summation")
    assert float(result) == pytest.approx(99.0**2 / 2.0, rel=1e-12)


def test_a_sum_that_does_not_converge_is_infinite_and_says_so():
    result = kb.chi_square(F.Geometric(0.5), F.Geometric(0.76))
    assert float(result) == np.inf
    assert [c.code for c in result.cautions] == ["diverges"]


@pytest.mark.parametrize("q", [F.Poisson(2.5), F.NegativeBinomial(2.0, 0.5), F.Zipf(2.0)])
@pytest.mark.parametrize(
    "p",
    [
        F.Hypergeometric(20, 7, 5),
        F.BetaBinomial(10, 2.0, 3.0),
        F.Binomial(10, 0.25),
        F.Bernoulli(0.25),
        F.DiscreteUniform(1, 6),
        F.Categorical([0.25, 0.25, 0.5]),
    ],
)
def test_every_law_of_finitely_many_integers_is_added_exactly(p, q):
    result = kb.kl(p, q)
    assert (result.kind, result.error) == ("exact", None)
    if float(p.support.low) < float(q.support.low):
        assert result.value == np.inf  # a zeta law begins at 1
        return
    k = np.arange(float(p.support.low), float(p.support.high) + 1.0)
    log_p, log_q = ([mp.mpf(v) for v in d.log_density(k, np).tolist()] for d in (p, q))
    truth = mp.fsum(mp.exp(u) * (u - v) for u, v in zip(log_p, log_q, strict=True))
    assert abs(result.value - truth) <= 1e-13 * truth


def mass_of_beta_binomial(n, a, b, k):
    return mp.binomial(n, k) * mp.beta(k + a, n - k + b) / mp.beta(a, b)


def mass_of_draws(size, marked, n, k):
    return mp.binomial(marked, k) * mp.binomial(size - marked, n - k) / mp.binomial(size, n)


@pytest.mark.parametrize("size", [10**4, 10**6, 10**8, 10**10])
def test_a_sum_of_logarithms_that_cancel_says_how_many_digits_are_left(size):
    result = kb.kl(
        F.BetaBinomial(8, 0.25 * size, 0.75 * size), F.Hypergeometric(size, size // 4, 8)
    )
    truth = mp.mpf(0)
    for k in range(9):
        own = mass_of_beta_binomial(8, mp.mpf(size) / 4, 3 * mp.mpf(size) / 4, k)
        truth += own * mp.log(own / mass_of_draws(size, size // 4, 8, k))
    (caution,) = result.cautions
    assert (result.kind, caution.code) == ("exact", "ill_conditioned")
    digits = int(caution.message.split("about ")[1].split()[0])
    assert 0 < digits < 12
    assert abs(mp.mpf(float(result)) - truth) <= mp.mpf(10) ** -digits * truth


@pytest.mark.parametrize("size", [100, 10**6, 10**10])
def test_a_sum_without_cancelled_logarithms_says_nothing(size):
    result = kb.kl(F.Hypergeometric(size, size // 4, 8), F.Binomial(8, 0.25))
    truth = mp.mpf(0)
    for k in range(9):
        own = mass_of_draws(size, size // 4, 8, k)
        truth += own * mp.log(own / (mp.binomial(8, k) * mp.mpf(3) ** (8 - k) / mp.mpf(4) ** 8))
    assert float(result) == pytest.approx(float(truth), rel=1e-14)
    assert result.cautions == ()


def test_a_batch_says_in_how_many_entries_logarithms_cancel():
    size = np.array([100.0, 1e6, 1e8])
    result = kb.kl(
        F.BetaBinomial(8, 0.25 * size, 0.75 * size), F.Hypergeometric(size, size // 4, 8)
    )
    (caution,) = result.cautions
    assert "in 2 of 3 entries" in caution.message
