"""The normal distribution function as a bijection: precise at both ends, and undone by its inverse."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.image import image
from kullback.distributions.normal_quantiles import NormalProbability, NormalQuantile

F = kb.families
TO, BACK = NormalProbability(), NormalQuantile()


@pytest.mark.parametrize("x", [-30.0, -8.0, -0.5, 0.0, 0.5, 8.0, 30.0])
def test_it_is_right_in_both_tails(x):
    with mp.workdps(40):
        below, above = float(mp.ncdf(x)), float(mp.ncdf(-x))
        log_density = float(mp.log(mp.npdf(x)))
    assert TO.forward(x) == pytest.approx(below, rel=1e-13)
    assert TO.gap(x) == pytest.approx(above, rel=1e-13)
    assert TO.log_slope(x) == pytest.approx(log_density, rel=1e-15)
    # what is left tells the upper tail, where the probability itself rounds to 1
    assert BACK.forward(np.asarray(below), np.asarray(above)) == pytest.approx(
        x, rel=1e-13, abs=1e-15
    )
    assert BACK.log_slope(np.asarray(below), np.asarray(above)) == pytest.approx(
        -log_density, rel=1e-12
    )


def test_a_law_carried_along_its_own_distribution_function_is_uniform():
    assert float(kb.kl(image(F.Normal(), TO), "uniform")) == pytest.approx(0.0, abs=1e-14)
    # no divergence sees a bijection that both sides have: (1 - 2)²/2
    p, q = (image(F.Normal(m, 1.0), TO) for m in (1.0, 2.0))
    assert float(kb.kl(p, q)) == 0.5
    assert float(kb.kl(image(F.Normal(2.0, 1.0), TO), "uniform")) == pytest.approx(2.0, rel=1e-13)
    base = F.StudentT(5.0, 0.0, 1.0)
    assert image(image(base, TO), BACK) is base
