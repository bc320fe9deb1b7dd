"""Estimators of mutual information from pairs of rows."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from kullback.errors import InvalidInputError
from kullback.estimators.base import Estimator, at_least
from kullback.numerics.local_information import (
    normal_scores,
    rectangle_information,
    shared_information,
)
from kullback.result import Caution

Array = NDArray[Any]


@dataclass(frozen=True)
class Pairs:
    """Rows of x (n, a) and y (n, b), which belong together; labels stand as numbers far apart."""

    x: Array
    y: Array
    mixed: bool
    """Whether labels or single numbers carry mass on either side."""
    rng: np.random.Generator
    block: int | None = None

    @property
    def n(self) -> int:
        """Number of pairs."""
        return len(self.x)


class Information(NamedTuple):
    """Mutual information in nats, what each row adds to it, and how far another estimate lies off."""

    value: float
    local: Array
    doubt: float = 0.0
    cautions: tuple[Caution, ...] = ()


class DependenceEstimator(Estimator):
    """Estimates the mutual information of pairs."""

    def refuses(self, pairs: Pairs) -> str | None:
        """Return why it would not estimate from these pairs (a hook)."""
        return None

    def yields(self, pairs: Pairs) -> str | None:
        """Return why another should answer unless this one is asked for; None to answer (a hook)."""
        return "it answers when it is asked for by name"

    @abstractmethod
    def estimate(self, pairs: Pairs) -> Information:
        """Return the estimate."""


@dataclass(frozen=True)
class KSG(DependenceEstimator):
    r"""Neighbours in pairs against neighbours in either part, on normal scores.

    Mutual information does not see monotone maps of single columns, and normal scores have neither tails
    nor units. `variant` 1 counts in cubes, 2 in rectangles.

    References
    ----------
    Kraskov, Stögbauer & Grassberger (2004), eqs. 8 and 9. :doi:`10.1103/PhysRevE.69.066138`
    """

    k: int = 3
    variant: int = 1
    name: ClassVar[str] = "ksg"

    def __post_init__(self) -> None:
        if not at_least(self.k, 1) or self.variant not in (1, 2):
            raise InvalidInputError(
                f"`k` is {self.k!r} and `variant` {self.variant!r}; k counts neighbours, and the variant is "
                "1 or 2."
            )

    def refuses(self, pairs: Pairs) -> str | None:
        """Return why there are no neighbours to count."""
        if pairs.mixed:
            return "labels or repeated numbers carry mass, near which distances are 0"
        return _too_few(pairs, self.k)

    def estimate(self, pairs: Pairs) -> Information:
        """Return the mean of what the rows say."""
        x, y = normal_scores(pairs.x), normal_scores(pairs.y)
        if self.variant == 2:
            local = rectangle_information(x, y, self.k)
        else:
            local = shared_information([x, y], self.k)
        return Information(float(local.mean()), local)


@dataclass(frozen=True)
class MixedKSG(DependenceEstimator):
    """Neighbours where labels and numbers mix, on one side, on both, or within a column.

    References
    ----------
    Gao, Kannan, Oh & Viswanath (2017), algorithm 1. https://arxiv.org/abs/1709.06212
    """

    k: int = 5
    name: ClassVar[str] = "mixed_ksg"

    def __post_init__(self) -> None:
        if not at_least(self.k, 1):
            raise InvalidInputError(f"`k` is {self.k!r}; it counts neighbours, 1 or more.")

    def refuses(self, pairs: Pairs) -> str | None:
        """Return why there are no neighbours to count."""
        return _too_few(pairs, self.k)

    def yields(self, pairs: Pairs) -> str | None:
        """Return that without mass on points there is a better one."""
        return None if pairs.mixed else "no label and no single number carries mass"

    def estimate(self, pairs: Pairs) -> Information:
        """Return the mean of what the rows say; another number of neighbours tells the doubt."""
        x, y = pairs.x, pairs.y
        local = shared_information([x, y], self.k)
        other = shared_information([x, y], min(2 * self.k, pairs.n - 1))
        value = float(local.mean())
        return Information(value, local, _apart(local, other))


@dataclass(frozen=True)
class GaussianCopula(DependenceEstimator):
    """The mutual information of normals with the correlations of the normal scores.

    Right where the dependence is Gaussian, whatever the margins; otherwise that of a likeness.

    References
    ----------
    Ince et al. (2017), eqs. 9 and 12. :doi:`10.1002/hbm.23471`
    """

    name: ClassVar[str] = "gaussian_copula"

    def refuses(self, pairs: Pairs) -> str | None:
        """Return why the correlations would be singular."""
        if pairs.mixed:
            return "labels or repeated numbers carry mass, which no normal does"
        d = pairs.x.shape[1] + pairs.y.shape[1]
        if pairs.n <= d + 2:
            return f"correlations of {d} columns need {d + 3} rows"
        joint = normal_scores(np.concatenate([pairs.x, pairs.y], axis=1))
        flat = np.linalg.eigvalsh(np.corrcoef(joint.T))[0] < _FLAT
        return "some columns are functions of others" if flat else None

    def estimate(self, pairs: Pairs) -> Information:
        """Return half the logarithm of the determinants' ratio, without its bias."""
        x, y = normal_scores(pairs.x), normal_scores(pairs.y)
        log_ratio = copula_log_ratio(x, y)
        local = log_ratio(x, y)
        n, a, b = pairs.n, x.shape[1], y.shape[1]
        bias = sum(sign * _log_det_bias(n, d) for sign, d in ((0.5, a), (0.5, b), (-0.5, a + b)))
        return Information(float(local.mean()) - bias, local)


def copula_log_ratio(x: Array, y: Array) -> Any:
    """Return the function log p(x, y)/p(x)p(y) of the normals that have these rows' covariances."""
    a = x.shape[1]
    joint = np.concatenate([x, y], axis=1)
    whole = joint.T @ joint / len(joint)
    apart = whole.copy()
    apart[:a, a:] = apart[a:, :a] = 0.0
    form = np.linalg.inv(apart) - np.linalg.inv(whole)
    constant = 0.5 * float(np.linalg.slogdet(apart)[1] - np.linalg.slogdet(whole)[1])

    def log_ratio(u: Array, v: Array) -> Array:
        z = np.concatenate([u, v], axis=1)
        return np.asarray(0.5 * ((z @ form) * z).sum(axis=1) + constant)

    return log_ratio


def _log_det_bias(n: int, d: int) -> float:
    """Return E[log det S] - log det of the truth for the covariance of n normal rows."""
    steps = np.arange(d)
    return float(digamma(0.5 * (n - steps)).sum() + d * np.log(2.0 / n))


def _too_few(pairs: Pairs, k: int) -> str | None:
    return None if pairs.n > k + 1 else f"k = {k} neighbours need {k + 2} rows; there are {pairs.n}"


@dataclass(frozen=True)
class BlendedInformation(DependenceEstimator):
    """Neighbours in cubes and rectangles at two scales, and a Gaussian copula as far as the rows allow.

    Few neighbours see strong dependence, more of them are steadier where it is weak. The copula answers
    where rows it has not seen, corrected for that, show about as much as the neighbours do: it is then
    the more precise, and in many dimensions the only one that sees anything. From one to three standard
    errors below the neighbours its part fades.
    """

    folds: int = 5
    name: ClassVar[str] = "blended"

    def __post_init__(self) -> None:
        if not at_least(self.folds, 2):
            raise InvalidInputError(f"`folds` is {self.folds!r}; rows are dealt into 2 or more.")

    def refuses(self, pairs: Pairs) -> str | None:
        """Return what the neighbours' estimator says."""
        return KSG(_FEW).refuses(pairs) or _too_few(pairs, _MORE)

    def yields(self, pairs: Pairs) -> str | None:
        """Return nothing: it is the one for numbers."""
        return None

    def estimate(self, pairs: Pairs) -> Information:
        """Return the neighbours' and the copula's answer; how far parts of it differ is the doubt."""
        x, y = normal_scores(pairs.x), normal_scores(pairs.y)
        few, more = (_around(x, y, k) for k in (_FEW, _MORE))
        share = max(0.0, 1.0 - float(few.mean()) / _STRONG)
        near = few + share * (more - few)
        scales = _JUMPS * _apart(few, more)
        copula = GaussianCopula()
        if copula.refuses(pairs) is not None or pairs.n < 4 * self.folds:
            return _said(near, float(near.mean()), scales)
        seen = copula.estimate(pairs)
        evidence = 0.5 * (seen.local + self._unseen(x, y, pairs))
        most = float(
            np.log(pairs.n)
        )  # neighbours show no more, and a row told from fewer is one of few
        trust = _trust(np.clip(more - evidence, -most, most))
        local = trust * seen.local + (1.0 - trust) * near
        value = trust * seen.value + (1.0 - trust) * float(near.mean())
        in_the_plane = x.shape[1] + y.shape[1] == 2
        other = float(near.mean() if in_the_plane else evidence.mean())
        doubt = trust * 0.5 * abs(seen.value - other) + (1.0 - trust) * scales
        return _said(local, value, doubt)

    def _unseen(self, x: Array, y: Array, pairs: Pairs) -> Array:
        """Return the copula's log ratio at each row, learnt from the others.

        It is too low by as much as the ratio learnt from all rows is too high, so that their mean is fair.
        """
        n = pairs.n
        if pairs.block is None:
            fold = pairs.rng.permutation(np.arange(n) % self.folds)
        else:
            fold = np.arange(n) * self.folds // n
        unseen = np.empty(n)
        for f in range(self.folds):
            out = fold == f
            unseen[out] = copula_log_ratio(x[~out], y[~out])(x[out], y[out])
        return unseen


def _around(x: Array, y: Array, k: int) -> Array:
    """Return what `k` neighbours say of each row, counted in rectangles and in cubes: errors differ."""
    return 0.5 * (rectangle_information(x, y, k) + shared_information([x, y], k))


def _apart(local: Array, other: Array) -> float:
    """Return how far the means of two estimates lie apart, and a standard error of that more."""
    gap = other - local
    return abs(float(gap.mean())) + float(gap.std()) / float(np.sqrt(len(gap)))


def _trust(behind: Array) -> float:
    """Return the copula's share: all up to one standard error behind the neighbours, none from three."""
    error = max(float(behind.std()) / np.sqrt(len(behind)), np.finfo(float).tiny)
    return float(np.clip(0.5 * (3.0 - float(behind.mean()) / error), 0.0, 1.0))


def _said(local: Array, value: float, doubt: float) -> Information:
    return Information(value, local, doubt, _unbounded(value, len(local)))


def _unbounded(value: float, n: int) -> tuple[Caution, ...]:
    """Return the caution that neighbours are as near as they can be: the truth may be infinite."""
    if value < np.log(n) - _CLOSE:
        return ()
    return (
        Caution(
            "possibly_infinite",
            f"The variables determine each other as far as {n} rows show: their mutual information may be "
            "infinite, as that of a number and a function of it is.",
        ),
    )


_CLOSE = 2.5  # nats below log n, the most that neighbours of n rows can show
_FLAT = 1e-10
_FEW, _MORE = 3, 10
_STRONG = 0.5  # nats from which on ten neighbours blur the dependence
_JUMPS = 1.2
"""Bias of `_FEW` neighbours by their difference to `_MORE`: it grows as the root of k at a jump."""
