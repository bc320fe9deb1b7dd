"""The truncated normal family against mpmath, from the middle to far out in a tail."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.truncated_normal import TruncatedNormal
from kullback.distributions.statistics import SQUARE, AbsPower, Exp, Log, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

INF = np.inf
# mean, sd, low, high: a middle piece, half-lines, far tails, a sliver, and next to no cuts
LAWS = [
    (0.3, 1.2, -1.0, 2.0),
    (0.3, 1.2, -1.0, INF),
    (0.0, 1.0, 5.0, 7.0),
    (0.0, 1.0, -30.0, -29.0),
    (0.0, 1.0, 30.0, INF),
    (0.0, 1.0, 1.0, 1.001),
    (-5.0, 1.0, -20.0, 20.0),
]


def mass(m, s, low, high):
    """Probability between the cuts, from the tail where it is not the difference of two ones."""
    a, b = (low - m) / s, (high - m) / s
    return mp.ncdf(-a) - mp.ncdf(-b) if a > 0 else mp.ncdf(b) - mp.ncdf(a)


def moments(m, s, low, high):
    """The mass, mean and variance, by the textbook."""
    z = mass(m, s, low, high)
    (a, at_low), (b, at_high) = (
        (0, 0) if mp.isinf(v) else ((v - m) / s, mp.npdf((v - m) / s) / z) for v in (low, high)
    )
    step = at_low - at_high
    return z, m + s * step, s * s * (1 + a * at_low - b * at_high - step * step)


def cross(p, q):
    """-E_p log q, up to log(2 pi)/2."""
    _, centre, variance = moments(*p)
    return mp.log(mass(*q) * q[1]) + (variance + (centre - q[0]) ** 2) / (2 * q[1] ** 2)


def divergence(p, q):
    with mp.workdps(450):  # the mass beyond 30 is 1e-198
        p, q = checks.exact(*p), checks.exact(*q)
        return cross(p, q) - cross(p, p)


def check(p, q):
    checks.assert_kl(TruncatedNormal(*p), TruncatedNormal(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("law", LAWS)
def test_neighbours_keep_all_digits_with_equal_and_with_wider_cuts(law):
    for delta in checks.DELTAS:
        moved = (law[0] - 0.7 * delta, law[1] * (1 - 0.3 * delta))
        check(law, (*moved, *law[2:]))
        check(law, (*moved, law[2] - 0.2 * delta, law[3] + 0.1 * delta))


@pytest.mark.parametrize("law", LAWS)
def test_laws_far_apart_keep_all_digits(law):
    check(law, (3.0, 0.5, -INF, INF))
    check(law, (-2.0, 4.0, law[2] - 1.0, law[3] + 3.0))
    check(law, (law[0] + 10.0, 1.0, law[2], INF))


def test_equal_laws_diverge_by_exactly_zero():
    for law in LAWS:
        checks.assert_equal_pairs_give_zero(TruncatedNormal, *law)


def test_cuts_of_q_inside_those_of_p_are_infinite():
    p = TruncatedNormal(0.0, 1.0, -1.0, 2.0)
    with np.errstate(invalid="ignore"):
        inner = TruncatedNormal(0.0, 1.0, [-0.9, -1.0, -INF], [2.0, 1.9, INF])
        assert p.kl(inner, np).tolist()[:2] == [INF, INF]
        assert 0.0 < p.kl(inner, np)[2] < INF


def test_without_cuts_it_is_the_normal():
    result = kb.kl(TruncatedNormal(0.5, 2.0), Normal(0.4, 2.5))
    assert (result.kind, result.method) == ("exact", "closed_form")
    assert float(result) == float(kb.kl(Normal(0.5, 2.0), Normal(0.4, 2.5)))


@pytest.mark.parametrize("law", LAWS)
def test_entropy_mean_and_square_are_those_of_the_textbook(law):
    p = TruncatedNormal(*law)
    with mp.workdps(450):
        exact = checks.exact(*law)
        _, centre, variance = moments(*exact)
        entropy = cross(exact, exact) + mp.log(2 * mp.pi) / 2
        integrals.assert_close(float(p.entropy(np)), entropy, p, 1e-14)
        integrals.assert_close(float(integrals.asked(p, X)), centre, p, 1e-14)
        integrals.assert_close(float(integrals.asked(p, SQUARE)), variance + centre**2, p, 1e-14)


@pytest.mark.parametrize("law", LAWS)
def test_the_mean_of_an_exponential_is_a_ratio_of_masses(law):
    for rate in (1.3, -0.7, 1e-5, -8.0):
        with mp.workdps(450):
            m, s, low, high = checks.exact(*law)
            r = mp.mpf(rate)
            moved = mass(m + r * s * s, s, low, high) / mass(m, s, low, high)
            expected = mp.exp(r * m + r * r * s * s / 2) * moved
        # the exponent reaches 240, and its rounding is that of the value
        integrals.assert_close(
            float(integrals.asked(TruncatedNormal(*law), Exp(rate))), expected, law
        )


@pytest.mark.parametrize("law", [*LAWS[:4], LAWS[5]])
def test_the_mean_distance_is_that_of_an_integral(law):
    m, s, low, high = law
    low, high = max(low, m - 31 * s), min(high, max(m, low) + 15 * s)
    with mp.workdps(250):
        z = mass(*checks.exact(*law))
    points = np.linspace(low, high, 7)
    for centre in (low - 1.0, 0.7 * low + 0.3 * high, high + 1.0):
        integrals.assert_mean(
            TruncatedNormal(*law),
            AbsPower(centre),
            lambda x: mp.npdf((x - m) / s) / (s * z),
            points,
            rtol=1e-14,
        )


def test_a_mean_it_does_not_know_is_none():
    assert TruncatedNormal(0.0, 1.0, 1.0, 2.0).expectation(Log(), np) is None


@pytest.mark.parametrize("law", LAWS)
def test_log_density_and_log_ratio_do_not_cancel(law):
    m, s, low, high = law
    p, q = TruncatedNormal(*law), TruncatedNormal(m - 1e-7, s * (1 + 1e-7), low, high)
    with mp.workdps(450):
        z, w = mass(*checks.exact(*law)), mass(*checks.exact(q.mean, q.sd, low, high))
        start = max(low, -INF) if low > -INF else m - 3 * s
        for x in (
            start,
            start + 0.3 * min(high - start, 2.0),
            start + 0.9 * min(high - start, 2.0),
        ):
            y = mp.mpf(x)
            log_p = mp.log(mp.npdf((y - m) / s) / (s * z))
            sd_q = mp.mpf(float(q.sd))
            log_q = mp.log(mp.npdf((y - mp.mpf(float(q.mean))) / sd_q) / (sd_q * w))
            checks.assert_log_density(p, x, log_p)
            checks.assert_log_ratio(p, q, x, log_p, log_q)
    outside = np.array([v for v in (low - 1.0, high + 1.0) if np.isfinite(v)])
    assert np.all(p.log_density(outside, np) == -INF)


def test_scipys_truncnorm_is_read_with_its_cuts_in_standard_deviations():
    rng = np.random.default_rng(5)
    for a, b in ((-1.0, 2.0), (0.5, INF), (-INF, 3.0), (8.0, 9.0)):
        loc, scale = rng.normal(), rng.uniform(0.5, 3.0)
        frozen = stats.truncnorm(a, b, loc, scale)
        q = kb.kl(frozen, stats.norm(loc, scale))
        assert q.kind == "exact"
        # -log of the mass between the cuts
        expected = -np.log(stats.norm.sf(a) - stats.norm.sf(b))
        assert float(q) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("law", LAWS)
def test_draws_have_the_mean_and_stay_between_the_cuts(law):
    draws = TruncatedNormal(*law).sample(4000, np.random.default_rng(3))
    _, centre, variance = moments(*checks.exact(*law))
    assert law[2] <= draws.min() <= draws.max() <= law[3]
    assert abs(draws.mean() - float(centre)) < 5 * float(mp.sqrt(variance / 4000))


@pytest.mark.parametrize("law", [(0.0, 1.0, 2.0, 2.0), (0.0, 1.0, 3.0, 1.0), (0.0, 1.0, INF, INF),
                                 (0.0, 0.0, 1.0, 2.0), (0.0, 1.0, np.nan, 2.0)])  # fmt: skip
def test_parameters_that_leave_nothing_are_refused(law):
    with pytest.raises(InvalidInputError, match="TruncatedNormal"):
        TruncatedNormal(*law)
