"""All mass at one point: on the integers, a pmf like others."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.delta import Delta
from kullback.errors import InvalidInputError

F = kb.families


def test_at_a_whole_number_it_costs_what_the_other_pmf_makes_of_it():
    result = kb.kl(Delta(3), F.Poisson(2.5))
    with mp.workdps(40):
        expected = mp.mpf(2.5) - 3 * mp.log(mp.mpf(2.5)) + mp.log(6)
    assert abs(result.value - expected) <= 1e-15 * expected
    assert result.kind == "exact"
    assert result.cautions == ()


def test_a_table_is_a_pmf_as_well():
    assert float(kb.kl(Delta(1), [0.75, 0.25])) == pytest.approx(np.log(4.0), rel=1e-15)
    assert float(kb.kl([0.0, 1.0], Delta(1))) == 0.0
    assert float(kb.kl([0.5, 0.5], Delta(1))) == np.inf


def test_a_batch_stands_at_several_places():
    values = kb.kl(Delta([0, 1, 7]), F.Bernoulli(0.25)).value
    expected = [-np.log(0.75), -np.log(0.25), np.inf]
    np.testing.assert_allclose(values, expected, rtol=1e-15)


def test_no_other_pmf_lies_within_it():
    result = kb.kl(F.Bernoulli(0.25), Delta(1))
    assert result.value == np.inf
    assert result.violations() == [((0.0, 0.0), 0.75)]


def test_it_has_no_entropy_and_moves_as_its_point_does():
    assert float(kb.entropy(Delta(3.0))) == 0.0
    assert Delta(3.0).translated(0.5).value == 3.5
    assert Delta(3.0).stretched(0.5).value == 1.5
    assert Delta([1.0, 2.0])[1].value == 2.0
    assert Delta(2.0).log_density(np.array([2.0, 2.5]), np).tolist() == [0.0, -np.inf]
    assert np.all(Delta(2.5).sample(3, np.random.default_rng(1)) == 2.5)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_point_out_of_range_is_refused(value):
    with pytest.raises(InvalidInputError, match=r"`Delta\.value`"):
        Delta(value)
