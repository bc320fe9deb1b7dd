"""The uniform distribution on consecutive integers."""

import numpy as np
import pytest

from kullback.distributions.families.discrete_uniform import DiscreteUniform
from kullback.errors import InvalidInputError


def test_the_divergence_is_the_log_ratio_of_the_sizes():
    value = DiscreteUniform(2, 4).kl(DiscreteUniform(0, 11), np)
    assert float(value) == pytest.approx(np.log(4), rel=1e-15)
    more = DiscreteUniform(1, 10**15).kl(DiscreteUniform(0, 10**15), np)
    assert float(more) == pytest.approx(1e-15, rel=1e-14)


def test_reaching_beyond_q_is_infinite():
    value = DiscreteUniform([0, 1, 0], [3, 4, 4]).kl(DiscreteUniform(0, 3), np)
    assert value.tolist() == [0.0, np.inf, np.inf]


def test_the_mass_is_even_and_nothing_off_the_integers():
    x = np.array([1.0, 2.0, 2.5, 4.0, 5.0])
    mass = np.exp(DiscreteUniform(2, 4).log_density(x, np))
    np.testing.assert_allclose(mass, [0, 1 / 3, 0, 1 / 3, 0], rtol=1e-15)
    assert DiscreteUniform(2, 4).entropy(np) == np.log(3)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (0.5, 2), (0, np.inf)])
def test_ends_that_make_no_range_are_refused(low, high):
    with pytest.raises(InvalidInputError, match="DiscreteUniform"):
        DiscreteUniform(low, high)
