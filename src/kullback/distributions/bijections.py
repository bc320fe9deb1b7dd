"""Bijections between parts of the line, along which distributions are carried."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.native import settled, twin

Array = Any


class Bijection(ABC):
    """A strictly monotone smooth map of the interval `domain` onto `range`."""

    domain: tuple[float, float] = (-np.inf, np.inf)
    range: tuple[float, float] = (-np.inf, np.inf)

    @property
    def rises(self) -> bool:
        """Whether larger numbers go to larger ones."""
        return True

    @property
    @abstractmethod
    def inverse(self) -> "Bijection":
        """The bijection that undoes this one."""

    @abstractmethod
    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return the image of `x`; `gap` is how far `x` lies below the domain's end, if that is known."""

    @abstractmethod
    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return the logarithm of the absolute derivative at `x`."""

    def gap(self, x: Array) -> Array | None:
        """Return how far the image of `x` lies below the range's end, where that rounds it away (a hook)."""
        return None

    def agrees(self, other: "Bijection") -> bool:
        """Return whether `other` is certainly the same map."""
        return type(self) is type(other)


@dataclass(frozen=True, eq=False)
class Affine(Bijection):
    """The map x -> loc + scale x, scale not 0."""

    loc: Array
    scale: Array

    @property
    def rises(self) -> bool:
        """Whether the scale is positive."""
        return bool(np.all(np.asarray(twin(self).scale) > 0.0))

    @property
    def inverse(self) -> Bijection:
        """The map y -> (y - loc)/scale."""
        return Affine(-self.loc / self.scale, 1.0 / self.scale)

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return loc + scale x."""
        return self.loc + self.scale * x

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return log |scale|."""
        return np.log(np.abs(self.scale)) + 0.0 * x

    def agrees(self, other: Bijection) -> bool:
        """Return whether both parameters are equal."""
        if not isinstance(other, Affine):
            return False
        return settled(self.loc, other.loc) and settled(self.scale, other.scale)


@dataclass(frozen=True)
class Exp(Bijection):
    """The exponential function."""

    range = (0.0, np.inf)

    @property
    def inverse(self) -> Bijection:
        """The logarithm."""
        return Log()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return e^x."""
        return np.exp(x)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return x."""
        return x


@dataclass(frozen=True)
class Log(Bijection):
    """The natural logarithm."""

    domain = (0.0, np.inf)

    @property
    def inverse(self) -> Bijection:
        """The exponential function."""
        return Exp()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return log x."""
        return np.log(x)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log x."""
        return -np.log(x)


@dataclass(frozen=True)
class Sigmoid(Bijection):
    """The logistic function 1/(1 + e^-x)."""

    range = (0.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """The logit."""
        return Logit()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return 1/(1 + e^-x)."""
        return np.exp(-np.logaddexp(0.0, -x))

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log(1 + e^x) - log(1 + e^-x)."""
        return -np.logaddexp(0.0, x) - np.logaddexp(0.0, -x)

    def gap(self, x: Array) -> Array:
        """Return 1/(1 + e^x)."""
        return np.exp(-np.logaddexp(0.0, x))


@dataclass(frozen=True)
class Logit(Bijection):
    """The logit log(x/(1-x))."""

    domain = (0.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """The logistic function."""
        return Sigmoid()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return log x - log(1-x)."""
        return np.log(x) - (np.log1p(-x) if gap is None else np.log(gap))

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log x - log(1-x)."""
        return -np.log(x) - (np.log1p(-x) if gap is None else np.log(gap))


@dataclass(frozen=True)
class Tanh(Bijection):
    """The hyperbolic tangent."""

    range = (-1.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """Its inverse."""
        return Artanh()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return tanh x."""
        return np.tanh(x)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -2 log cosh x."""
        size = np.abs(x)
        return 2.0 * (np.log(2.0) - size - np.logaddexp(0.0, -2.0 * size))

    def gap(self, x: Array) -> Array:
        """Return 2/(1 + e^2x)."""
        return 2.0 * np.exp(-np.logaddexp(0.0, 2.0 * x))


@dataclass(frozen=True)
class Artanh(Bijection):
    """The inverse of the hyperbolic tangent."""

    domain = (-1.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """The hyperbolic tangent."""
        return Tanh()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return artanh x."""
        return np.arctanh(x) if gap is None else 0.5 * (np.log1p(x) - np.log(gap))

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log(1 - x²)."""
        return -np.log1p(x) - (np.log1p(-x) if gap is None else np.log(gap))


@dataclass(frozen=True)
class Softplus(Bijection):
    """The map x -> log(1 + e^x)."""

    range = (0.0, np.inf)

    @property
    def inverse(self) -> Bijection:
        """Its inverse."""
        return SoftplusInverse()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return log(1 + e^x)."""
        return np.logaddexp(0.0, x)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log(1 + e^-x)."""
        return -np.logaddexp(0.0, -x)


@dataclass(frozen=True)
class SoftplusInverse(Bijection):
    """The map y -> log(e^y - 1)."""

    domain = (0.0, np.inf)

    @property
    def inverse(self) -> Bijection:
        """The softplus."""
        return Softplus()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return log(e^x - 1)."""
        return x + np.log(-np.expm1(-x))

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return -log(1 - e^-x)."""
        return -np.log(-np.expm1(-x))


@dataclass(frozen=True, eq=False)
class Power(Bijection):
    """The map x -> x^exponent of the positive half-line, exponent not 0."""

    exponent: Array

    domain = (0.0, np.inf)
    range = (0.0, np.inf)

    @property
    def rises(self) -> bool:
        """Whether the exponent is positive."""
        return bool(np.all(np.asarray(twin(self).exponent) > 0.0))

    @property
    def inverse(self) -> Bijection:
        """The root."""
        return Power(1.0 / self.exponent)

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return x^exponent."""
        return np.power(x, self.exponent)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return log |c| + (c - 1) log x."""
        return np.log(np.abs(self.exponent)) + (self.exponent - 1.0) * np.log(x)

    def agrees(self, other: Bijection) -> bool:
        """Return whether the exponents are equal."""
        return isinstance(other, Power) and settled(self.exponent, other.exponent)
