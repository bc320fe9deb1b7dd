"""The exponential family against mpmath."""

import mpmath as mp
import numpy as np

from kullback.distributions.families.exponential import Exponential
from kullback.distributions.statistics import LogOnePlus, LogOnePlusSquare, Power
from tests.distributions.families import checks, means


def divergence(p, q):
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return p / q - 1 - mp.log(p / q)


def log_density(s):
    s = mp.mpf(s)
    return lambda x: -x / s - mp.log(s)


def test_it_is_a_gamma_and_a_weibull_of_shape_one():
    for form_p, form_q in zip(
        Exponential(2.0).relatives(), Exponential(2.0 + 1e-9).relatives(), strict=True
    ):
        checks.assert_kl(form_p, form_q, lambda: divergence(2.0, 2.0 + 1e-9))


def test_the_density_is_that_of_the_textbook_and_vanishes_below_zero():
    x = np.array([-1.0, 0.0, 3.0, np.inf])
    mass = np.exp(Exponential(2.0).log_density(x, np))
    np.testing.assert_allclose(mass, [0.0, 0.5, 0.5 * np.exp(-1.5), 0.0], rtol=1e-15)


def test_the_entropy_is_one_plus_the_log_of_the_scale():
    assert Exponential(2.0).entropy(np) == 1 + np.log(2)


def test_logarithmic_means_are_those_of_quadrature():
    for s, scale in ((0.7, 1.9), (40.0, 0.3)):
        p, density = Exponential(s), log_density(s)
        for centre in (0.0, 2.5, -1.2):
            means.assert_mean(
                p,
                LogOnePlusSquare(centre, scale),
                lambda x, m=centre, r=scale: mp.log(1 + ((x - m) / r) ** 2),
                density,
                s,
                kinks=(centre,) if centre > 0 else (),
            )
        plain = LogOnePlus(scale), lambda x, r=scale: mp.log(1 + x / mp.mpf(r))
        means.assert_mean(p, *plain, density, s)


def test_its_other_means_are_those_of_quadrature():
    rng = np.random.default_rng(5)
    for s in rng.uniform(0.3, 3, 2):
        for statistic, value, kinks in means.positive_statistics(rng):
            means.assert_mean(Exponential(s), statistic, value, log_density(s), s, kinks=kinks)
    assert Exponential(2.0).mean_of(Power(-1.0), np) == np.inf


def test_its_linear_form_needs_nothing_but_x():
    forms = [f.log_linear(np) for f in Exponential(1.7).forms()]
    linear = next(f for f in forms if f is not None)
    assert [type(t).__name__ for _, t in linear.terms] == ["Power"]
