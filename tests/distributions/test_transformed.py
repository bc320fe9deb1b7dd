"""Shifted distributions: a common shift is seen by no divergence."""

import numpy as np
import pytest

import kullback as kb
from kullback.distributions.transformed import Shifted

F = kb.families


def test_a_common_shift_is_peeled_off():
    p, q = Shifted(F.Gamma(2.0, 1.0), 5.0), Shifted(F.Gamma(3.0, 1.0), 5.0)
    result = kb.kl(p, q)
    assert result.kind == "exact"
    assert float(result) == float(kb.kl(F.Gamma(2.0, 1.0), F.Gamma(3.0, 1.0)))


def test_a_shift_out_of_the_support_is_infinite_and_says_where():
    result = kb.kl(F.Exponential(1.0), Shifted(F.Exponential(1.0), 0.25))
    assert float(result) == np.inf
    ((region, mass),) = result.violations()
    assert region == (0.0, 0.25)
    assert mass == pytest.approx(-np.expm1(-0.25), rel=1e-13)


def test_a_shift_into_the_support_is_integrated():
    # X + c against X for X exponential: the density ratio is exp(c) everywhere that p lives
    result = kb.kl(Shifted(F.Exponential(1.0), 0.25), F.Exponential(1.0))
    assert float(result) == pytest.approx(0.25, rel=1e-13)


def test_entropy_sees_no_shift():
    assert float(kb.entropy(Shifted(F.Gamma(2.0, 3.0), 7.0))) == float(
        kb.entropy(F.Gamma(2.0, 3.0))
    )


def test_a_singular_end_away_from_zero_keeps_its_digits():
    # the square root singularity of a gamma of shape 1/2 moved to 1, against itself unmoved in q's terms
    near = kb.kl(F.Gamma(0.5, 1.0), F.Normal(0.0, 1.0))
    moved = kb.kl(Shifted(F.Gamma(0.5, 1.0), 1.0), F.Normal(1.0, 1.0))
    assert float(moved) == pytest.approx(float(near), rel=1e-13)
    assert float(
        kb.entropy(Shifted(F.Beta(0.5, 0.5), 3.0), method="quadrature_one")
    ) == pytest.approx(float(kb.entropy(F.Beta(0.5, 0.5))), rel=1e-12)


def test_a_batch_of_shifts_and_bases_is_indexed_by_broadcasting():
    batch = Shifted(F.Gamma([[1.0], [2.0]], 1.0), np.array([0.0, 1.0, 2.0]))
    assert batch.batch_shape == (2, 3)
    assert batch[1, 2].base.shape == 2.0
    assert batch[1, 2].loc == 2.0
