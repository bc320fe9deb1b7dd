"""`vuong`: whether one of two fitted models is nearer to the truth."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest, chi2, norm

from kullback.errors import InvalidInputError
from kullback.projection.likelihood import likeliest
from kullback.projection.points import of_data
from kullback.projection.trial import trial


@dataclass(frozen=True)
class Vuong:
    """The comparison of two models of the same data; `statistic` above 0 speaks for `a`.

    `difference` is the estimated divergence of b less that of a, per row, in nats, with its error.
    `pvalue` is two-sided; `variance_pvalue` that of the models being indistinguishable, and where it is
    large, nothing is said by `pvalue`. `sign_pvalue` is that of Clarke's sign test.
    """

    a: Any
    b: Any
    statistic: float
    pvalue: float
    difference: float
    error: float
    variance_pvalue: float
    sign_pvalue: float

    def __repr__(self) -> str:
        """Return which is nearer, and how surely."""
        nearer = self.a if self.difference > 0.0 else self.b
        return (
            f"Vuong(z = {self.statistic:.3f}, p = {self.pvalue:.3g}; {nearer!r} is nearer by "
            f"{abs(self.difference):.4g} ± {self.error:.2g} nats a row)"
        )


def vuong(data: Any, a: Any, b: Any) -> Vuong:
    r"""Return Vuong's test of two families fitted to the same data.

    .. math:: z = \frac{\sum_i \log\frac{f_a(x_i)}{f_b(x_i)} - (k_a - k_b)}{\hat ω \sqrt n}

    Parameters
    ----------
    data : array, Sample or Counts
        Numbers of one variable, each row of weight 1.
    a, b : class, functools.partial or str
        The families.

    Returns
    -------
    Vuong

    Examples
    --------
    >>> import numpy as np
    >>> import kullback as kb
    >>> x = np.random.default_rng(0).gamma(2.0, 1.0, 500)
    >>> found = kb.vuong(x, "gamma", "normal")
    >>> found.statistic > 3.0, found.pvalue < 0.01
    (True, True)

    References
    ----------
    Vuong (1989), eqs. 3.1 to 5.6. :doi:`10.2307/1912557`
    Clarke (2007). :doi:`10.1093/pan/mpm004`
    """
    points = of_data(data)
    if points.rows is None or points.x.ndim > 1:
        raise InvalidInputError("`data` has several columns; models of one variable are compared.")
    n = round(points.rows)
    first, second = trial(a), trial(b)
    members = [likeliest(one, points).member for one in (first, second)]
    with np.errstate(all="ignore"):
        gap = np.asarray(
            members[0].log_density(points.x, np) - members[1].log_density(points.x, np), float
        )
    mean = float(points.weights @ gap)
    spread = float(points.weights @ (gap - mean) ** 2)
    penalty = (first.k - second.k) / n
    difference, error = mean - penalty, float(np.sqrt(spread / n))
    statistic = difference / error if error > 0.0 else 0.0
    wins = round(n * float(points.weights @ (gap > penalty)))
    return Vuong(
        members[0],
        members[1],
        statistic,
        float(2.0 * norm.sf(abs(statistic))),
        difference,
        error,
        _indistinguishable(n * spread, first.k + second.k),
        float(binomtest(wins, n).pvalue),
    )


def _indistinguishable(total: float, k: int) -> float:
    """Return the p-value of both models being one: n ω² is then at most a sum of k squares (eq. 4.2)."""
    return float(chi2.sf(total, k))
