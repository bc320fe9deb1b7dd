"""Fisher information of counts and of tables."""

from typing import Any

import numpy as np

from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.families.geometric import Geometric
from kullback.distributions.families.logarithmic import Logarithmic
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.families.poisson import Poisson
from kullback.geometry.closed_forms import closed_form
from kullback.numerics.elementary import psi

Array = Any


@closed_form(Bernoulli)
def bernoulli(d: Bernoulli) -> Array:
    """Return 1/(p (1-p))."""
    return np.array([[1.0 / (d.p * (1.0 - d.p))]])


@closed_form(Binomial)
def binomial(d: Binomial) -> Array:
    """Return n/(p (1-p))."""
    return np.array([[d.n / (d.p * (1.0 - d.p))]])


@closed_form(Poisson)
def poisson(d: Poisson) -> Array:
    """Return 1/rate."""
    return np.array([[1.0 / d.rate]])


@closed_form(Geometric)
def geometric(d: Geometric) -> Array:
    """Return 1/(p² (1-p))."""
    return np.array([[1.0 / (d.p * d.p * (1.0 - d.p))]])


@closed_form(Logarithmic)
def logarithmic(d: Logarithmic) -> Array:
    """Return the variance over p²: -(p + log(1-p))/(p (1-p)² log²(1-p)), without the cancellation."""
    p = np.asarray(d.p)
    root = (1.0 - p) * np.log1p(-p)
    return np.reshape(psi(-p, np) / (p * root * root), (1, 1))


@closed_form(Categorical)
def categorical(d: Categorical) -> Array:
    """Return diag(1/p_i) + 1/p_m in all probabilities but the last."""
    p = np.asarray(d.p) / np.sum(d.p)
    return np.diag(1.0 / p[:-1]) + 1.0 / p[-1]


@closed_form(Multinomial)
def multinomial(d: Multinomial) -> Array:
    """Return n times that of a single draw."""
    return d.n * categorical(Categorical(d.p))
