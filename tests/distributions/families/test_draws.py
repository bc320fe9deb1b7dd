"""Draws of every univariate family follow its own density: their log densities average to -entropy."""

import numpy as np
import pytest

import kullback as kb
from kullback.distributions.base import Distribution
from tests.oracle.pairs import DRAWS

N = 20_000


@pytest.mark.parametrize("name", DRAWS)
def test_the_mean_surprise_of_draws_is_the_entropy(name):
    p = getattr(kb.families, name)(*DRAWS[name][0])
    x = p.sample(N, np.random.default_rng(11))
    assert x.shape == (N,)
    surprise = -p.log_density(x, np)
    off = surprise.mean() - float(kb.entropy(p))
    # five standard errors; a uniform law's surprise is constant
    assert abs(off) <= 5.0 * surprise.std() / N**0.5 + 1e-13


def test_every_family_can_be_sampled():
    lacking = [
        name for name in dir(kb.families)
        if getattr(kb.families, name).sample is Distribution.sample
    ]  # fmt: skip
    assert lacking == ["MarkovChain"]  # endless; its paths are drawn
