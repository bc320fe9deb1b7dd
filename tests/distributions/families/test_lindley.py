"""The Lindley family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.lindley import Lindley
from kullback.distributions.statistics import AbsPower, Exp, LogOnePlus, Power
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(r, t):
    with mp.workdps(checks.digits(r, t)):
        r, t = checks.exact(r, t)
        logs = 2 * mp.log(r / t) - mp.log((1 + r) / (1 + t))
        return logs + (t - r) * (r + 2) / (r * (r + 1))


def log_density(r):
    r = mp.mpf(r)
    return lambda x: 2 * mp.log(r) - mp.log1p(r) + mp.log1p(x) - r * x


def test_nearly_equal_and_far_laws_keep_all_digits():
    rng = np.random.default_rng(1)
    for shape in (1e-5, 0.4, 1.0, 7.0, 1e5):
        for (r,), (t,) in checks.neighbours(rng, [shape], deltas=(0.9, *checks.DELTAS)):
            checks.assert_kl(Lindley(r), Lindley(t), lambda r=r, t=t: divergence(r, t))
    for r, t in ((1e-100, 1e100), (1e100, 1e-100), (0.1, 30.0), (30.0, 0.1)):
        checks.assert_kl(Lindley(r), Lindley(t), lambda r=r, t=t: divergence(r, t))
    checks.assert_equal_pairs_give_zero(Lindley, 10 ** rng.uniform(-300, 300, 50))


def test_the_log_density_and_ratio_do_not_cancel():
    rng = np.random.default_rng(2)
    with mp.workdps(60):
        for (r,), (t,) in checks.neighbours(rng, [0.7]):
            x = float(rng.exponential(2.0))
            ends = log_density(r)(mp.mpf(x)), log_density(t)(mp.mpf(x))
            checks.assert_log_density(Lindley(r), x, ends[0])
            checks.assert_log_ratio(Lindley(r), Lindley(t), x, *ends)
    assert np.all(Lindley(1.0).log_density(np.array([-1.0, np.inf]), np) == -np.inf)


@pytest.mark.parametrize("r", [0.3, 6.0])
def test_the_means_are_those_of_quadrature(r):
    rng = np.random.default_rng(3)
    p = Lindley(r)
    means.assert_entropy(p, log_density(r), 1 / r)
    for statistic, value, kinks in means.positive_statistics(rng):
        means.assert_mean(p, statistic, value, log_density(r), 1 / r, kinks=kinks)
    squares = AbsPower(0.7, 2.0), lambda x: (x - mp.mpf(0.7)) ** 2
    soft = [(LogOnePlus(s), lambda x, s=s: mp.log1p(x / mp.mpf(s))) for s in (0.1, 1.0, 90.0)]
    grows = Exp(0.5 * r), lambda x: mp.exp(mp.mpf(0.5 * r) * x)
    for t, value in (squares, *soft, grows):
        means.assert_mean(p, t, value, log_density(r), 1 / r)
    means.assert_log_linear(p, [0.1, 5.0])
    assert lines.asked(p, Exp(r)) == np.inf
    assert lines.asked(p, Power(-1.0)) == np.inf


def test_the_draws_have_its_mean():
    x = Lindley(0.5).sample(100_000, np.random.default_rng(4))
    assert np.mean(x) == pytest.approx(2.5 / (0.5 * 1.5), rel=0.02)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`Lindley\.shape` is 0\.0"):
        Lindley(0.0)
