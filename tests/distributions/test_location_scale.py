"""What families with nothing but a scale, or with a location and a scale, are held to, against mpmath."""

from typing import Any, NamedTuple

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.exponential import Exponential
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.gumbel_left import GumbelLeft
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.levy import Levy
from kullback.distributions.families.maxwell import Maxwell
from kullback.distributions.families.moyal import Moyal
from kullback.distributions.families.rayleigh import Rayleigh
from kullback.errors import InvalidInputError
from tests.distributions.families import (
    checks,
    test_exponential,
    test_gumbel,
    test_gumbel_left,
    test_half_normal,
    test_levy,
    test_maxwell,
    test_moyal,
    test_rayleigh,
)


class Scaled(NamedTuple):
    """A family of one parameter, its textbook, and where the two are compared."""

    family: type
    textbook: Any
    exponent: float  # of scales far apart
    farthest: tuple[float, float] | None
    points: tuple[float, ...]
    outside: tuple[float, ...] = (-1.0, np.inf)

    def check(self, p, q):
        checks.assert_kl(self.family(p), self.family(q), lambda: self.textbook.divergence(p, q))


SCALED = [
    Scaled(Exponential, test_exponential, 150, (1e-300, 1e300), (0.0, 1.3, 40.0)),
    Scaled(HalfNormal, test_half_normal, 75, (1e-150, 1e150), (1e-5, 0.2, 0.7, 1.3, 9.0, 40.0)),
    Scaled(Rayleigh, test_rayleigh, 75, (1e-150, 1e150), (1e-5, 0.2, 0.7, 1.3, 9.0, 40.0)),
    Scaled(Maxwell, test_maxwell, 75, (1e-150, 1e150), (1e-5, 0.2, 1.3, 9.0), (-1.0, 0.0, np.inf)),
    Scaled(Levy, test_levy, 150, None, (0.02, 1.3, 9.0, 1e100), (-1.0, 0.0, np.inf)),
]
of_scale = pytest.mark.parametrize("law", SCALED, ids=lambda law: law.family.__name__)


@of_scale
@pytest.mark.parametrize("size", [1.0, 1e-300, 1e-150, 1e150, 1e300])
def test_nearly_equal_scales_keep_all_digits(law, size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        law.check(p, q)


@of_scale
def test_scales_far_apart_keep_all_digits(law):
    rng = np.random.default_rng(2)
    for _ in range(60):
        law.check(*10 ** rng.uniform(-law.exponent, law.exponent, 2))
    if law.farthest:
        law.check(*law.farthest)


@of_scale
def test_equal_scales_diverge_by_exactly_zero(law):
    scales = 10 ** np.random.default_rng(3).uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(law.family, scales)


@of_scale
def test_the_log_density_and_ratio_are_the_textbooks_and_do_not_cancel(law):
    log_density = law.textbook.log_density
    with mp.workdps(60):
        for x in law.points:
            checks.assert_log_density(law.family(1.7), x, log_density(1.7)(mp.mpf(x)))
        for (p,), (q,) in checks.neighbours(np.random.default_rng(4), [1.3]):
            for x in law.points:
                ends = log_density(p)(mp.mpf(x)), log_density(q)(mp.mpf(x))
                checks.assert_log_density(law.family(p), x, ends[0])
                checks.assert_log_ratio(law.family(p), law.family(q), x, *ends)


@of_scale
def test_the_density_vanishes_outside_the_support(law):
    assert np.all(law.family(1.7).log_density(np.array(law.outside), np) == -np.inf)


@of_scale
@pytest.mark.parametrize("scale", [0.0, -1.0, np.nan, np.inf])
def test_a_scale_out_of_range_is_refused(law, scale):
    with pytest.raises(InvalidInputError, match=rf"{law.family.__name__}\.scale"):
        law.family(scale)


class Extreme(NamedTuple):
    """A family of an exponential in x, its textbook, and which end is the steep one."""

    family: type
    textbook: Any
    steep: float
    rtol: float = checks.RTOL  # far apart

    def check(self, p, q, rtol=checks.RTOL):
        sides = self.family(*p), self.family(*q)
        checks.assert_kl(*sides, lambda: self.textbook.divergence(*p, *q), rtol)


# Of Moyal laws the divergence may be as large as exp(700), and then the exponent's rounding is 1e-13 of it.
EXTREME = [
    Extreme(Gumbel, test_gumbel, -1.0),
    Extreme(GumbelLeft, test_gumbel_left, 1.0),
    Extreme(Moyal, test_moyal, -1.0, 2e-13),
]
of_extreme = pytest.mark.parametrize("law", EXTREME, ids=lambda law: law.family.__name__)


@of_extreme
@pytest.mark.parametrize("scale", [1.0, 3e-151, 7e149])
def test_nearly_equal_laws_keep_all_digits_at_every_scale(law, scale):
    rng = np.random.default_rng(1)
    for _, (loc, factor) in checks.neighbours(rng, [1.0, 1.0]):
        law.check((scale, scale), (loc * scale, factor * scale))
    for delta in checks.DELTAS:
        law.check((0.0, scale), (delta * scale, scale))


@of_extreme
def test_laws_far_apart_keep_their_digits_also_where_the_value_is_a_huge_power(law):
    rng = np.random.default_rng(2)
    for _ in range(60):
        s, t = np.exp(rng.normal(size=2))
        law.check((rng.normal(), s), (rng.normal() * 100 * t, t), law.rtol)
    law.check((0.0, 100.0), (0.0, 1.0), law.rtol)


@of_extreme
def test_an_exponential_beyond_the_doubles_is_infinite(law):
    with np.errstate(over="ignore"):
        assert law.family(law.steep * 1e4, 1.0).kl(law.family(0.0, 1.0), np) == np.inf


@of_extreme
def test_equal_laws_diverge_by_exactly_zero(law):
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        law.family, rng.normal(size=50) * 1e10, 10 ** rng.uniform(-300, 300, 50)
    )


@of_extreme
def test_the_log_density_and_ratio_of_neighbours_do_not_cancel(law):
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for delta in checks.DELTAS:
            m, s = rng.normal(), 10 ** rng.uniform(-3, 3)
            n, t = m + s * delta * rng.normal(), s * (1 + delta * rng.normal())
            x = m + s * rng.normal()
            log_p, log_q = (law.textbook.log_density(*v)(mp.mpf(x)) for v in ((m, s), (n, t)))
            p, q = law.family(m, s), law.family(n, t)
            # x - m is rounded: with |m| up to 1000 s that is 1e-13 of z
            checks.assert_log_density(p, x, log_p, rtol=1e-12)
            checks.assert_log_ratio(p, q, x, log_p, log_q, rtol=1e-12)
