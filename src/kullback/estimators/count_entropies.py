"""Entropies of counts that allow for what was not seen, or for the bias of what was."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from kullback.estimators.counting import (
    Array,
    CountEstimator,
    divergence_of,
    enough_seen,
    entropy_of,
)
from kullback.numerics.count_divergences import CountRatio, CountSurprise


@dataclass(frozen=True)
class MillerMadow(CountEstimator):
    """The plug-in with its bias of first order taken off: (k - 1)/2n of the entropy.

    References
    ----------
    Miller (1955); Paninski (2003), sec. 4.1. :doi:`10.1162/089976603321780272`
    """

    name: ClassVar[str] = "miller_madow"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the plug-in entropy plus (k - 1)/2n, k the outcomes that were seen."""
        found = entropy_of(counts / counts.sum())
        return found._replace(value=found.value + _first_order(counts))

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the plug-in divergence less the bias that either side brings."""
        own, other, m = p / p.sum(), q / q.sum(), float(q.sum())
        found = divergence_of(own, other)
        if not np.isfinite(found.value):
            return found
        # E[-log q] exceeds -log E[q] by the relative variance of q's frequency over 2
        cross = float((own * (1.0 - other) / (2.0 * m * np.where(other > 0.0, other, 1.0))).sum())
        return found._replace(value=found.value - _first_order(p) - cross)


def _first_order(counts: Array) -> float:
    return (float((counts > 0.0).sum()) - 1.0) / (2.0 * float(counts.sum()))


@dataclass(frozen=True)
class Grassberger(CountEstimator):
    """Logarithms replaced by a function of counts whose bias falls faster than any power of them.

    References
    ----------
    Grassberger (2003), eqs. 28 and 30. https://arxiv.org/abs/physics/0307138
    """

    name: ClassVar[str] = "grassberger"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return log n - sum of (c/n) G(c), G(c) = psi(c) + (-1)^c/2 [psi((c+1)/2) - psi(c/2)]."""
        n, c = float(counts.sum()), np.maximum(counts, 1.0)
        sign = np.where(c % 2.0 == 0.0, 0.5, -0.5)
        g = digamma(c) + sign * (digamma(0.5 * (c + 1.0)) - digamma(0.5 * c))
        surprise = np.log(n) - g
        return CountSurprise(float(counts @ surprise) / n, surprise)


@dataclass(frozen=True)
class ChaoShen(CountEstimator):
    """Frequencies times the share of mass that was seen, each weighted by how likely it is to be seen.

    References
    ----------
    Chao & Shen (2003), eq. 8. :doi:`10.1023/A:1026096204727`
    """

    name: ClassVar[str] = "chao_shen"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return -sum of C p log(C p) / (1 - (1 - C p)^n), C the coverage that singles tell."""
        n = float(counts.sum())
        singles = min(
            float((counts == 1.0).sum()), n - 1.0
        )  # with nothing but singles C would be 0
        covered = (1.0 - singles / n) * counts / n
        seen = covered > 0.0
        safe = np.where(seen, covered, 0.5)
        chance = -np.expm1(n * np.log1p(-np.minimum(safe, 1.0 - 1e-16)))
        surprise = np.where(seen, -np.log(safe), 0.0)
        value = float(np.where(seen, safe * surprise / chance, 0.0).sum())
        return CountSurprise(value, surprise)

    def yields(self, counts: Array) -> str | None:
        """Return that nothing is missing, if so."""
        return enough_seen(counts)


@dataclass(frozen=True)
class NSB(CountEstimator):
    """The posterior mean under Dirichlet priors mixed so that the entropy is uniform beforehand.

    References
    ----------
    Nemenman, Shafee & Bialek (2002), eqs. 7 to 10. https://arxiv.org/abs/physics/0108025
    """

    name: ClassVar[str] = "nsb"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the mean over the concentration b of E[H | counts, b]."""
        n, k = float(counts.sum()), len(counts)
        surprise = entropy_of(counts / n).surprise
        if k == 1:
            return CountSurprise(0.0, surprise)
        kinds, often = np.unique(counts, return_counts=True)
        b = np.exp(_LOG_CONCENTRATIONS)[:, None]
        total = k * b[:, 0]
        fit = gammaln(total) - gammaln(n + total) + (gammaln(kinds + b) - gammaln(b)) @ often
        # the entropy expected beforehand moves by this with b; d b = b d log b
        prior = (k * polygamma(1, total + 1.0) - polygamma(1, b[:, 0] + 1.0)) * b[:, 0]
        weight = np.exp(fit - fit.max()) * np.maximum(prior, 0.0)
        share = (kinds + b) / (n + total)[:, None]
        mean = digamma(n + total + 1.0) - (share * digamma(kinds + b + 1.0)) @ often
        return CountSurprise(float(weight @ mean / weight.sum()), surprise)


_LOG_CONCENTRATIONS = np.linspace(
    -25.0, 25.0, 2001
)  # a trapezoid rule; the weights vanish at its ends
