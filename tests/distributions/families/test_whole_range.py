"""Over the whole range of doubles a divergence is a number >= 0 or inf: never NaN, never negative."""

import numpy as np
import pytest

from kullback.distributions.families.beta import Beta
from kullback.distributions.families.chi2 import Chi2
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.families.exponential import Exponential
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.levy import Levy
from kullback.distributions.families.maxwell import Maxwell
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.families.rayleigh import Rayleigh
from kullback.distributions.families.von_mises import VonMises
from kullback.distributions.families.von_mises_fisher import VonMisesFisher
from kullback.distributions.families.weibull import Weibull

N = 3000
POSITIVE = [(Gamma, 2), (InverseGamma, 2), (Chi2, 1), (Beta, 2), (Weibull, 2), (Pareto, 2)]
POSITIVE += [(family, 1) for family in (Exponential, HalfNormal, Levy, Maxwell, Rayleigh)]


def spread(rng, exponent, *shape):
    return 10 ** rng.uniform(-exponent, exponent, shape)


def assert_numbers(p, q):
    with np.errstate(all="ignore"):  # as every method runs
        value = p.kl(q, np)
    assert np.all(value >= 0.0), (p, q)


@pytest.mark.parametrize("exponent", [1, 16, 150, 300])
@pytest.mark.parametrize(("family", "n"), POSITIVE)
def test_positive_parameters(family, n, exponent):
    rng = np.random.default_rng(exponent)
    p = spread(rng, exponent, n, N)
    assert_numbers(family(*p), family(*spread(rng, exponent, n, N)))
    assert_numbers(family(*p), family(*np.nextafter(p, np.inf)))
    assert_numbers(family(*p), family(*(p * (1 + 1e-9 * rng.normal(size=(n, N))))))


@pytest.mark.parametrize("exponent", [1, 16, 150, 300])
def test_locations_and_vectors(exponent):
    rng = np.random.default_rng(exponent)
    scale, other = spread(rng, exponent, N), spread(rng, exponent, N)
    loc = rng.normal(size=N) * spread(rng, exponent, N)
    assert_numbers(Gumbel(loc, scale), Gumbel(-loc, other))
    assert_numbers(Gumbel(loc, scale), Gumbel(np.nextafter(loc, np.inf), scale))
    for other_loc in (loc, -loc, np.nextafter(loc, np.inf)):
        assert_numbers(Laplace(loc, scale), Laplace(other_loc, other))
    a = spread(rng, exponent, N, 4)
    assert_numbers(Dirichlet(a), Dirichlet(spread(rng, exponent, N, 4)))
    assert_numbers(Dirichlet(a), Dirichlet(np.nextafter(a, np.inf)))
    p = MultivariateNormal(np.zeros(2), np.eye(2) * scale[:, None, None])
    assert_numbers(p, MultivariateNormal(np.ones(2), np.eye(2) * other[:, None, None]))


@pytest.mark.parametrize("exponent", [1, 16, 150])
def test_directions(exponent):
    rng = np.random.default_rng(exponent)
    k, c = spread(rng, exponent, 2, 500)
    m, x = rng.normal(size=500), rng.normal(size=(500, 3))
    assert_numbers(VonMises(m, k), VonMises(-m, c))
    assert_numbers(VonMises(m, k), VonMises(np.nextafter(m, 9.0), np.nextafter(k, np.inf)))
    assert_numbers(VonMisesFisher(x, k), VonMisesFisher(np.nextafter(x, 9.0), c))
