"""Coefficients of a divergence penalty that follow a rule while training goes on."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from kullback.errors import InvalidInputError
from kullback.functional.reductions import number, one_of

KINDS = ("fixed", "adaptive", "annealed")
SHAPES = ("linear", "cosine")


@dataclass(frozen=True)
class _Rule:
    """What does not change: the kind of control and its options."""

    kind: str
    target: float = 0.0
    gain: float = 0.0
    clip: float = 0.0
    start: float = 0.0
    end: float = 0.0
    updates: int = 0
    shape: str = "linear"


class KLController:
    r"""A coefficient β of a divergence penalty: fixed, adaptive or annealed.

    Made by `KLController.fixed`, `KLController.adaptive` or `KLController.annealed`; each call of
    `update` moves it on. `state` is a dictionary of plain numbers, which `KLController.resume` takes.

    Attributes
    ----------
    coefficient : float
        β now.
    count : int
        Updates so far.

    References
    ----------
    Ziegler et al. (2019), sec. 2.2 (the adaptive rule). https://arxiv.org/abs/1909.08593
    Bowman et al. (2016), sec. 3.1 (annealing). https://arxiv.org/abs/1511.06349

    Examples
    --------
    >>> from kullback import functional as F
    >>> controller = F.KLController.adaptive(0.1, target=6.0)
    >>> controller.update(12.0)
    0.102
    >>> F.KLController.resume(controller.state()).coefficient
    0.102
    """

    def __init__(self, rule: _Rule, coefficient: float, count: int = 0) -> None:
        self._rule = rule
        self.coefficient = coefficient
        self.count = count

    @classmethod
    def fixed(cls, coefficient: float) -> "KLController":
        """Return a controller that never moves.

        Parameters
        ----------
        coefficient : float >= 0
            β.
        """
        return cls(_Rule("fixed"), number("coefficient", coefficient, 0.0, ends=True))

    @classmethod
    def adaptive(
        cls, coefficient: float, *, target: float, gain: float = 0.1, clip: float = 0.2
    ) -> "KLController":
        r"""Return a controller that steers the divergence towards a target.

        .. math:: β ← β \left(1 + g\, \mathrm{clip}(D/D^* - 1, -c, c)\right)

        Parameters
        ----------
        coefficient : float > 0
            The first β.
        target : float > 0
            D*, in the unit and with the reduction of what `update` will be given.
        gain : float > 0
            g, at most 1/c, so that β stays positive.
        clip : float > 0
            c, the largest relative error that is acted upon.
        """
        beta = number("coefficient", coefficient, 0.0)
        rule = _Rule(
            "adaptive",
            target=number("target", target, 0.0),
            gain=number("gain", gain, 0.0),
            clip=number("clip", clip, 0.0),
        )
        if rule.gain * min(rule.clip, 1.0) >= 1.0:
            raise InvalidInputError(
                f"`gain` is {gain:g} and `clip` {clip:g}: one update could make the coefficient "
                "negative; their product must be below 1."
            )
        return cls(rule, beta)

    @classmethod
    def annealed(
        cls, start: float, end: float, *, updates: int, shape: str = "linear"
    ) -> "KLController":
        """Return a controller that goes from one coefficient to another, and stays there.

        Parameters
        ----------
        start, end : float >= 0
            The first and the last β.
        updates : int >= 1
            After how many updates the last is reached.
        shape : {"linear", "cosine"}
            The way between them.
        """
        one_of("shape", shape, SHAPES)
        if type(updates) is not int or updates < 1:
            raise InvalidInputError(f"`updates` is {updates!r}; pass a whole number, at least 1.")
        first = number("start", start, 0.0, ends=True)
        last = number("end", end, 0.0, ends=True)
        return cls(_Rule("annealed", start=first, end=last, updates=updates, shape=shape), first)

    def update(self, kl: float | None = None) -> float:
        """Move on by one update and return the new coefficient.

        Parameters
        ----------
        kl : float, optional
            The divergence that was measured; only the adaptive rule asks for it.
        """
        rule = self._rule
        if rule.kind == "adaptive":
            self.coefficient *= 1.0 + rule.gain * _error(kl, rule)
        self.count += 1
        if rule.kind == "annealed":
            self.coefficient = _between(rule, min(self.count / rule.updates, 1.0))
        return self.coefficient

    def state(self) -> dict[str, Any]:
        """Return everything as a dictionary of plain numbers and strings, for `resume`."""
        return {**asdict(self._rule), "coefficient": self.coefficient, "count": self.count}

    @classmethod
    def resume(cls, state: dict[str, Any]) -> "KLController":
        """Return the controller that `state` was taken from.

        Parameters
        ----------
        state : dict
            What `state` returned.
        """
        fields = dict(state)
        try:
            beta, count = float(fields.pop("coefficient")), int(fields.pop("count"))
            rule = _Rule(**fields)
            one_of("kind", rule.kind, KINDS)
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(
                f"`state` has the entries {sorted(state)}; pass what `KLController.state()` returned."
            ) from error
        return cls(rule, beta, count)

    def __repr__(self) -> str:
        return f"KLController({self._rule.kind}, {self.coefficient:g} after {self.count} updates)"


def _error(kl: float | None, rule: _Rule) -> float:
    """Return the clipped relative distance to the target."""
    value = math.nan if kl is None else float(kl)
    if math.isnan(value):
        raise InvalidInputError(
            f"`kl` is {kl!r}; an adaptive controller needs the divergence that was measured."
        )
    return min(max(value / rule.target - 1.0, -rule.clip), rule.clip)


def _between(rule: _Rule, part: float) -> float:
    if rule.shape == "cosine":
        part = 0.5 - 0.5 * math.cos(math.pi * part)
    return (1.0 - part) * rule.start + part * rule.end
