"""The logit-normal family: the normal family seen through a bijection."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.logit_normal import LogitNormal
from kullback.distributions.families.normal import Normal
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def log_density(m, s, x, gap):
    m, s = checks.exact(m, s)
    z = (mp.log(x) - mp.log(gap) - m) / s
    return -z * z / 2 - mp.log(s * mp.sqrt(2 * mp.pi)) - mp.log(x) - mp.log(gap)


def test_its_divergences_are_those_of_the_normals_of_the_logit():
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [0.7, 1.3]):
        value = float(LogitNormal(*p).kl(LogitNormal(*q), np))
        assert value == float(Normal(*p).kl(Normal(*q), np))
    p, q = (LogitNormal(0.5, 1.0), LogitNormal(0.0, 2.0))
    own = kb.renyi(p, q, 0.7)
    assert float(own) == float(kb.renyi(Normal(0.5, 1.0), Normal(0.0, 2.0), 0.7))
    assert own.kind == "exact"
    checks.assert_equal_pairs_give_zero(LogitNormal, rng.normal(size=20), rng.uniform(1, 2, 20))


@pytest.mark.parametrize(("m", "s"), [(0.5, 1.0), (-3.0, 0.2), (8.0, 5.0)])
def test_the_log_density_and_ratio_are_accurate_close_to_both_ends(m, s):
    p, q = LogitNormal(m, s), LogitNormal(m * (1 + 1e-8), s * (1 - 1e-8))
    with mp.workdps(60):
        for gap in (1e-60, 1e-9, 0.3):
            small = mp.mpf(gap)
            for x, at, y in ((gap, None, small), (1 - gap, np.array([gap]), 1 - small)):
                rest = 1 - y if at is None else small
                logs = [log_density(d.mean, d.sd, y, rest) for d in (p, q)]
                value = float(p.log_density(np.array([x]), np, at)[0])
                assert abs(value - float(logs[0])) <= 1e-14 * (4 + abs(float(logs[0])))
                ratio = float(p.log_ratio(q, np.array([x]), np, at)[0])
                expected = float(logs[0] - logs[1])
                assert abs(ratio - expected) <= 1e-13 * (abs(expected) + 1e-8)
    outside = p.log_density(np.array([-0.1, 0.0, 1.0, 1.1]), np)
    assert np.all(outside == -np.inf)


def test_against_a_beta_law_it_is_integrated():
    m, s, a, b = 0.5, 1.2, 1.5, 2.5
    with mp.workdps(30):

        def term(y):  # y the logit
            x, gap = 1 / (1 + mp.exp(-y)), 1 / (1 + mp.exp(y))
            log_q = (a - 1) * mp.log(x) + (b - 1) * mp.log(gap) - mp.log(mp.beta(a, b))
            return mp.npdf(y, m, s) * (log_density(m, s, x, gap) - log_q)

        expected = mp.quad(term, [-20, -5, 0, 5, 20])
    result = kb.kl(LogitNormal(m, s), Beta(a, b))
    assert result.kind == "numerical"
    assert float(result) == pytest.approx(float(expected), rel=1e-11)


def test_draws_have_a_normal_logit_and_the_bulk_lies_inside():
    for m in (0.3, -50.0, 30.0):
        draws = LogitNormal(m, 1.5).sample(4000, np.random.default_rng(1))
        assert draws.min() > 0.0
        if m < 1.0:
            logit = np.log(draws) - np.log1p(-draws)
            assert abs(logit.mean() - m) < 5 * 1.5 / np.sqrt(4000)
        centre, width = LogitNormal(m, 1.5).bulk
        assert 0.0 < centre < 1.0
        assert width > 0.0


@pytest.mark.parametrize(("m", "s"), [(np.inf, 1.0), (0.0, 0.0)])
def test_parameters_out_of_range_are_refused(m, s):
    with pytest.raises(InvalidInputError, match="LogitNormal"):
        LogitNormal(m, s)
