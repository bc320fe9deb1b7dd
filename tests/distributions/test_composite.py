"""What is made of others: adapted from the inside out, and indexed whatever the batches of its parts."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.product import Independent
from kullback.distributions.stretched import Stretched
from kullback.distributions.transformed import Shifted
from kullback.distributions.truncated import Truncated

F = kb.families
ROW, COLUMN = np.array([0.5, 1.5, 2.5]), np.array([[1.0], [2.0]])


def test_parts_are_looked_at_once_the_parts_inside_them_are_distributions():
    joint = kb.Product(["norm", stats.norm(1, 1)])
    both = kb.Mixture([0.25, 0.75], [joint, joint])
    # by the chain rule: a mixture of one law is that law
    assert float(kb.kl(both, kb.Product(["norm", "norm"]))) == pytest.approx(0.5, rel=1e-14)
    twice = kb.Product([both, Independent(kb.Product([both]), 0)])
    assert float(kb.kl(twice, kb.Product(["norm"] * 4))) == pytest.approx(1.0, rel=1e-14)


def test_parts_on_different_spaces_are_seen_at_any_depth():
    with pytest.raises(kb.SupportError, match="different spaces"):
        kb.kl(kb.Product([kb.Mixture([0.5, 0.5], ["norm", "poisson(2)"])]), "norm")


@pytest.mark.parametrize(
    "whole",
    [
        Shifted(F.Gamma(ROW, 1.0), COLUMN),
        Shifted(F.Gamma(COLUMN, 1.0), ROW),
        Stretched(F.Beta(ROW, 3.0), COLUMN),
        Stretched(F.Beta(COLUMN, 3.0), ROW),
        Truncated(F.Exponential(ROW), 0.0, COLUMN, np.log1p(-np.exp(-COLUMN / ROW))),
        Truncated(F.Exponential(COLUMN), 0.0, ROW, np.log1p(-np.exp(-ROW / COLUMN))),
    ],
)
def test_every_entry_of_a_batch_has_its_own_parameters(whole):
    assert whole.batch_shape == (2, 3)
    assert whole[1].batch_shape == (3,)
    for i, j in np.ndindex(2, 3):
        single = whole[i, j]
        assert single.batch_shape == ()
        for field in ("loc", "scale", "high"):
            if field in vars(whole):
                assert (
                    getattr(single, field) == np.broadcast_to(getattr(whole, field), (2, 3))[i, j]
                )
        for (_, own, _), (_, given, _) in zip(
            single.base.parameters(), whole.base.parameters(), strict=True
        ):
            assert own == np.broadcast_to(given, (2, 3))[i, j]


def test_a_batch_cut_off_at_a_batch_of_places_is_compared_entry_by_entry():
    batch = stats.truncate(
        stats.Logistic() * np.array([1.0, 2.0]), lb=np.array([[-1.0], [0.0]]), ub=2.0
    )
    found = kb.kl(batch, "logistic").value
    for (i, low), (j, scale) in product(enumerate([-1.0, 0.0]), enumerate([1.0, 2.0])):
        law = stats.logistic(scale=scale)
        x = np.linspace(low, 2.0, 200_001)
        log_cut = law.logpdf(x) - np.log(law.cdf(2.0) - law.cdf(low))
        terms = np.exp(log_cut) * (log_cut - stats.logistic.logpdf(x))
        assert found[i, j] == pytest.approx(np.trapezoid(terms, x), rel=1e-8)
