"""The normal family's means against quadrature; its divergence is tested over the whole range."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.normal import Normal
from kullback.distributions.statistics import AbsPower
from tests.distributions.families import checks, lines, means

CASES = [(0.7, 1.3), (-2.9, 0.4)]


def log_density(m, s):
    m, s = checks.exact(m, s)
    return lambda x: -(((x - m) / s) ** 2) / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2


@pytest.mark.parametrize("p", CASES)
def test_the_means_are_those_of_quadrature(p):
    lines.assert_means(
        Normal(*p), lines.moments(0.4, (-1.7, 2.3)), log_density(*p), p[0], kinks=p[:1]
    )
    own = [lines.power_about(p[0], c) for c in (0.6, 3.0, 4.7)]
    lines.assert_means(Normal(*p), own, log_density(*p), p[0])


def test_the_distance_from_a_far_point_is_its_distance_from_the_mean():
    assert lines.asked(Normal(1.0, 2.0), AbsPower(1e9)) == 1e9 - 1.0
    assert lines.asked(Normal(1.0, 2.0), AbsPower(-1e9)) == 1e9 + 1.0


def test_a_square_about_a_far_centre_does_not_cancel():
    # both 1e9 away from 0, where E X² - 2 m E X + m² has no digit left
    assert lines.asked(Normal(1e9 + 1.0, 2.0), AbsPower(1e9, 2.0)) == 5.0


def test_the_linear_form_is_the_log_density():
    for p in CASES:
        means.assert_log_linear(Normal(*p), [-3.0, 0.1, 5.0])


def test_the_means_broadcast():
    p = Normal(np.array([[0.0], [1.0]]), np.array([1.0, 2.0, 3.0]))
    for statistic in (*[s for s, _, _ in lines.moments(0.3, (0.5,))], AbsPower(p.mean, 3.0)):
        assert np.shape(p.mean_of(statistic, np)) == (2, 3)
