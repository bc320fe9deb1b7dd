"""What can go wrong: every error inherits `KullbackError` and the builtin a user would guess."""


class KullbackError(Exception):
    """Root of all errors raised by this library."""


class InvalidInputError(KullbackError, ValueError):
    """An argument has the right type but an impossible value."""


class NotNormalizedError(InvalidInputError):
    """Probabilities do not sum to one."""


class NegativeProbabilityError(InvalidInputError):
    """A probability is below zero."""


class ShapeError(InvalidInputError):
    """Shapes, or the lengths of an outcome axis, do not fit together."""


class SupportError(InvalidInputError):
    """The two sides live on spaces that cannot be compared, such as a pmf and a density."""


class UnknownDistributionError(KullbackError, TypeError):
    """The object is no distribution this library knows."""


class NoMethodError(KullbackError, TypeError):
    """No registered method can answer the question for this pair."""


class MissingDependencyError(KullbackError, ImportError):
    """An optional library is needed and not installed."""


class ConvergenceError(KullbackError, ArithmeticError):
    """An iteration stopped before it reached its tolerance."""


class EngineError(KullbackError, RuntimeError):
    """Data at rest could not be read or counted."""
