"""Rows known only to an interval: masses and fits against SciPy's distribution functions."""

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.projection.censored import Intervals

F = kb.families

LAWS = {
    "weibull": (F.Weibull(1.7, 2.0), stats.weibull_min(1.7, scale=2.0)),
    "exponential": (F.Exponential(3.0), stats.expon(scale=3.0)),
    "normal": (F.Normal(1.0, 2.0), stats.norm(1.0, 2.0)),
    "cauchy": (F.Cauchy(0.5, 1.0), stats.cauchy(0.5, 1.0)),
    "gamma, singular": (F.Gamma(0.4, 2.0), stats.gamma(0.4, scale=2.0)),
    "logistic": (F.Logistic(0.0, 1.0), stats.logistic(0.0, 1.0)),
    "beta": (F.Beta(2.0, 3.0), stats.beta(2.0, 3.0)),
}


@pytest.mark.parametrize("name", LAWS)
def test_masses_are_those_of_distribution_functions(name):
    ours, theirs = LAWS[name]
    points = theirs.ppf([0.001, 0.1, 0.3, 0.5, 0.9, 0.999])
    marks = theirs.ppf(np.linspace(0.005, 0.995, 100))
    above = Intervals(np.stack([points, np.full(6, np.inf)], axis=1), marks).log_masses(ours)
    below = Intervals(np.stack([np.full(6, -np.inf), points], axis=1), marks).log_masses(ours)
    inside = Intervals(np.stack([points[:-1], points[1:]], axis=1), marks).log_masses(ours)
    assert np.exp(above) == pytest.approx(theirs.sf(points), rel=1e-7)
    assert np.exp(below) == pytest.approx(theirs.cdf(points), rel=1e-7)
    assert np.exp(inside) == pytest.approx(np.diff(theirs.cdf(points)), rel=1e-7)


def test_a_batch_is_one_row_each():
    ends = np.array([[1.0, np.inf], [2.0, np.inf], [-np.inf, 0.5]])
    known = Intervals(ends, np.array([0.5, 1.0, 2.0, 5.0]))
    batch = known.log_masses(F.Weibull([[1.7], [0.9]], [[2.0], [3.0]]))
    assert batch.shape == (2, 3)
    assert batch[1] == pytest.approx(known.log_masses(F.Weibull(0.9, 3.0)), rel=1e-12)


def right_censored(n=400):
    rng = np.random.default_rng(0)
    times, limits = stats.weibull_min(1.7, scale=2).rvs(n, random_state=rng), rng.exponential(3, n)
    return stats.CensoredData.right_censored(np.minimum(times, limits), times > limits)


def test_right_censored_rows_are_fitted_as_scipy_does():
    data = right_censored()
    shape, _, scale = stats.weibull_min.fit(data, floc=0)
    found = kb.fit(data, "weibull_min")
    assert found.parameters["shape"] == pytest.approx(shape, rel=1e-4)
    assert found.parameters["scale"] == pytest.approx(scale, rel=1e-4)
    law = stats.weibull_min(shape, scale=scale)
    theirs = law.logpdf(data._uncensored).sum() + law.logsf(data._right).sum()
    assert found.log_likelihood == pytest.approx(theirs, rel=1e-9)
    assert 0.05 < found.standard_errors["shape"] < 0.15


@pytest.mark.parametrize("way", ["left", "interval"])
def test_other_censoring_is_fitted_as_scipy_does(way):
    x = stats.norm(3, 2).rvs(300, random_state=np.random.default_rng(1))
    if way == "left":
        data = stats.CensoredData.left_censored(np.maximum(x, 2.5), x < 2.5)
    else:
        data = stats.CensoredData.interval_censored(np.floor(x), np.floor(x) + 1.0)
    mean, sd = stats.norm.fit(data)
    found = kb.fit(data, "normal")
    assert found.parameters["mean"] == pytest.approx(mean, abs=1e-4)
    assert found.parameters["sd"] == pytest.approx(sd, rel=1e-4)


def test_an_exponential_has_its_rate_in_closed_form():
    """The likeliest scale is the time at risk over the number of events."""
    data = right_censored()
    at_risk = data._uncensored.sum() + data._right.sum()
    found = kb.fit(data, "exponential")
    assert found.parameters["scale"] == pytest.approx(at_risk / len(data._uncensored), rel=1e-7)


def test_censored_rows_are_ranked():
    ranking = kb.select(right_censored(), ["weibull", "gamma", "lognormal"])
    rows = ranking.table()
    assert rows[0]["family"] == "Weibull"
    assert all(row["gof_p"] is None for row in rows)


def test_censored_counts_are_refused():
    with pytest.raises(kb.NoMethodError, match="censored"):
        kb.fit(stats.CensoredData.right_censored([1, 2, 3, 4], [0, 0, 1, 1]), "poisson")
