"""What families with a scale, or a location and a scale, have in common."""

from dataclasses import replace
from typing import Any, Self, TypeVar

from kullback.distributions.family import Family
from kullback.distributions.support import LINE, Support

Array = Any
Member = TypeVar("Member", bound=Family)


class PositiveFamily(Family):
    """A family on the positive half-line."""

    @property
    def support(self) -> Support:
        """The positive half-line."""
        return Support(LINE, 0.0)


class ScaleFamily(PositiveFamily):
    """A family on the positive half-line that holds the multiples of its members."""

    scale: Array

    @property
    def bulk(self) -> tuple[float, float]:
        """The scale, as centre and as width."""
        return self.scale, self.scale

    def stretched(self, by: Array) -> Self:
        """Return the distribution of by X."""
        return _changed(self, scale=self.scale * by)


class LocationScaleFamily(Family):
    """A family on the whole line that holds what its members become when moved and stretched."""

    loc: Array
    scale: Array

    @property
    def support(self) -> Support:
        """The whole line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location and scale."""
        return self.loc, self.scale

    def translated(self, by: Array) -> Self:
        """Return the distribution of X + by."""
        return _changed(self, loc=self.loc + by)

    def stretched(self, by: Array) -> Self:
        """Return the distribution of by X."""
        return _changed(self, loc=self.loc * by, scale=self.scale * by)


def _changed(member: Member, **parameters: Array) -> Member:
    """Return the member with other parameters: those are fields of the families below, not of these."""
    return replace(member, **parameters)
