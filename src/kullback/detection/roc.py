"""The receiver operating characteristic of the likelihood ratio."""

from dataclasses import dataclass, field
from typing import Any

from kullback.detection.choice import sum_of
from kullback.detection.pairs import pair_of
from kullback.detection.sums import EvidenceSum
from kullback.detection.validation import error_rate, whole_number
from kullback.result import Kind

Array = Any


@dataclass(frozen=True, eq=False)
class ROC:
    """All most powerful tests of n observations.

    Attributes
    ----------
    alpha, power : array
        Corners of the curve (points on it, where it is smooth), from small alpha to 1.
    auc : float
        The area under it: the probability that the evidence of a sample from q exceeds that of one
        from p, ties counted half.
    auc_error : float or None
        None where exact.
    n, method, kind
        As in `NeymanPearson`.
    """

    alpha: Array = field(repr=False)
    power: Array = field(repr=False)
    auc: float
    auc_error: float | None
    n: int
    method: str
    kind: Kind
    law: EvidenceSum = field(repr=False)

    def power_at(self, alpha: Any) -> float:
        """Return the power of the most powerful test of size `alpha`."""
        return 1.0 - self.law.cut(error_rate(alpha, "alpha")).beta


def roc(p: Any, q: Any, n: Any = 1, *, rng: Any = None) -> ROC:
    r"""Return the operating curve of the likelihood ratio, and the area under it.

    Power against false-alarm rate of every Neyman-Pearson test of p against q. For two normals that
    differ by d' standard deviations the area is :math:`Φ(d' \sqrt{n/2})`.

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative, as in `neyman_pearson`.
    n : int
        Number of independent observations.
    rng : seed or numpy.random.Generator, optional
        For the pairs that can only be simulated.

    Returns
    -------
    ROC
        With `alpha`, `power`, `auc`, and `power_at(alpha)`.

    References
    ----------
    Green & Swets (1966), *Signal Detection Theory and Psychophysics*, eq. 3.3; the ideal observer.

    Examples
    --------
    >>> import kullback as kb
    >>> round(kb.detection.roc("norm(0, 1)", "norm(1, 1)").auc, 9)
    0.760249939
    """
    size, pair = whole_number(n, "n"), pair_of(p, q)
    law = sum_of(pair, rng)(size)
    curve = law.curve()
    return ROC(curve.alpha, curve.power, curve.area, curve.error, size, law.method, law.kind, law)
