"""Distributions of vectors carried along a bijection, as a family's members where it is closed under it."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Affine
from kullback.distributions.composite import entry_of
from kullback.distributions.derived import Derived, computed
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.distributions.support import Support
from kullback.distributions.vector_maps import Entrywise, Linear, Permutation, VectorMap
from kullback.errors import InvalidInputError, SupportError
from kullback.result import Caution

Array = Any


@dataclass(frozen=True, eq=False)
class VectorImage(Distribution):
    """The distribution of f(X) for a bijection f of vectors that no family is closed under."""

    base: Distribution
    bijection: VectorMap

    def undone_with(self, other: Distribution) -> bool:
        """Return whether `other` is the image under the same bijection."""
        return isinstance(other, VectorImage) and self.bijection.agrees(other.bijection)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """That of the base and of the bijection's parameters."""
        return np.broadcast_shapes(self.base.batch_shape, self.bijection.batch_shape)

    @property
    def support(self) -> Support:
        """All vectors of the images' length, or the simplex."""
        return Support(self.bijection.image_of(self.base.support.space))

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Those of the base."""
        return self.base.caveats

    @property
    def normalisation_error(self) -> float:
        """That of the base."""
        return self.base.normalisation_error

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density at f⁻¹(x), and the log volume of f⁻¹ there; -inf off the range."""
        back, x = self.bijection.inverse, np.asarray(x)
        inside = back.holds(x)
        with np.errstate(all="ignore"):
            value = self.base.log_density(back.forward(x), np) + back.log_volume(x)
        return np.where(inside & ~np.isnan(value), value, -np.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return the images of `n` draws of the base."""
        return self.bijection.forward(self.base.sample(n, rng))

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        shape = self.batch_shape
        base = entry_of(self.base, shape, index)
        return replace(self, base=base, bijection=self.bijection.at(shape, index))


def vector_image(base: Distribution, bijection: VectorMap) -> Distribution:
    """Return the distribution of f(X) for vectors X."""
    space = base.support.space
    if space.kind != bijection.source:
        raise SupportError(
            f"{base!r} lives on {space}; {type(bijection).__name__} carries what lives among "
            f"{bijection.source}."
        )
    if isinstance(base, VectorImage) and base.bijection.inverse.agrees(bijection):
        return base.base
    _check_reach(base, bijection)
    found = _elliptical(base, bijection)
    return VectorImage(base, bijection) if found is None else found


def _check_reach(base: Distribution, bijection: VectorMap) -> None:
    """Raise where entries may lie outside of a domain: they do not where an earlier map put them inside."""
    low, high = bijection.step.domain if isinstance(bijection, Entrywise) else (-np.inf, np.inf)
    inner = base.bijection if isinstance(base, VectorImage) else None
    reach = inner.step.range if isinstance(inner, Entrywise) else (-np.inf, np.inf)
    if reach[0] < low or reach[1] > high:
        raise InvalidInputError(
            f"{bijection!r} is defined between {low:g} and {high:g}, and {base!r} may reach beyond."
        )


def _elliptical(base: Distribution, bijection: VectorMap) -> Distribution | None:
    """Return an affine image of a normal or Student t vector, which is one again; None for others."""
    if not _is_affine(bijection):
        return None
    for form in base.forms():
        if isinstance(form, MultivariateNormal):
            return MultivariateNormal(*_moved(form.mean, form.cov, bijection))
        if isinstance(form, MultivariateStudentT):
            return MultivariateStudentT(form.df, *_moved(form.loc, form.shape, bijection))
    return None


def _is_affine(bijection: VectorMap) -> bool:
    if isinstance(bijection, Entrywise):
        return isinstance(bijection.step, Affine)
    return isinstance(bijection, Linear | Permutation)


def _moved(centre: Array, spread: Array, by: VectorMap) -> tuple[Array, Array]:
    """Return centre and spread of the image, computed as precisely as their parts allow."""
    centre, spread = computed(centre), computed(spread)
    if isinstance(by, Permutation):
        order = np.asarray(by.order)
        return centre[..., order], spread[..., order[:, None], order]
    if isinstance(by, Linear):
        return (
            Derived(_linear_centre, (by.loc, by.matrix, centre)),
            Derived(_linear_spread, (by.matrix, spread)),
        )
    assert isinstance(by, Entrywise)
    assert isinstance(by.step, Affine)
    given = computed(by.step.loc), computed(by.step.scale)
    return (
        Derived(lambda xp, loc, scale, m: loc + scale * m, (*given, centre)),
        Derived(_scaled_spread, (given[1], spread)),
    )


def _linear_centre(xp: Any, loc: Array, matrix: Array, centre: Array) -> Array:
    return loc + xp.matmul(matrix, centre[..., None])[..., 0]


def _linear_spread(xp: Any, matrix: Array, spread: Array) -> Array:
    return xp.matmul(xp.matmul(matrix, spread), xp.matrix_transpose(matrix))


def _scaled_spread(xp: Any, scale: Array, spread: Array) -> Array:
    if not np.ndim(scale):
        return spread * (scale * scale)
    return spread * scale[..., :, None] * scale[..., None, :]
