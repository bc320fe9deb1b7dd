"""Mutual information as a divergence: pairs as they are against pairs dealt anew."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from kullback.errors import InvalidInputError
from kullback.estimators.base import DivergenceEstimator, Draws
from kullback.estimators.density_ratio import DensityRatio
from kullback.estimators.information import DependenceEstimator, Information, Pairs
from kullback.numerics.local_information import normal_scores


@dataclass(frozen=True)
class ShuffledPairs(DependenceEstimator):
    """D(joint‖product of margins), by an estimator of divergences from normal scores of the pairs.

    `estimator` is `DensityRatio` unless another is given, such as `NeuralBound`: mutual information is then
    what a classifier finds to tell pairs that belong together from pairs dealt anew.

    References
    ----------
    Cover & Thomas (2006), eq. 2.28. :doi:`10.1002/047174882X`
    """

    estimator: DivergenceEstimator = field(default_factory=DensityRatio)
    name: ClassVar[str] = "shuffled_pairs"

    def __post_init__(self) -> None:
        if not isinstance(self.estimator, DivergenceEstimator):
            raise InvalidInputError(
                f"`estimator` is {self.estimator!r}; it estimates divergences of samples, as "
                "DensityRatio does."
            )

    def refuses(self, pairs: Pairs) -> str | None:
        """Return why pairs cannot be compared."""
        if pairs.mixed:
            return "labels or repeated numbers carry mass, and only densities are compared"
        return self.estimator.refuses(_dealt_anew(pairs))

    def estimate(self, pairs: Pairs) -> Information:
        """Return the divergence; the error of the product's draws enters what each row adds."""
        found = self.estimator.estimate(_dealt_anew(pairs))
        return Information(
            found.value, found.log_ratio + 1.0 - found.ratio, found.doubt, found.cautions
        )


def _dealt_anew(pairs: Pairs) -> Draws:
    """Return draws of the joint and of the product: each y goes to the x half the rows, or fewer, later."""
    x, y = normal_scores(pairs.x), normal_scores(pairs.y)
    order = pairs.rng.permutation(pairs.n) if pairs.block is None else np.arange(pairs.n)
    shift = np.empty(pairs.n, int)
    shift[order] = np.roll(order, pairs.n // 2)
    joint, product = np.concatenate([x, y], axis=1), np.concatenate([x, y[shift]], axis=1)
    return Draws(joint, product, pairs.rng, block=pairs.block)
