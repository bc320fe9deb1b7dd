"""A distribution of SciPy as a family: its shapes, and where each may vary."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from kullback.api.door import as_distribution
from kullback.errors import InvalidInputError, NoMethodError

_WIDE = 1e300  # SciPy's bounds that are next to a number stand for that number


@dataclass(frozen=True)
class ScipyFamily:
    """All members of a distribution of SciPy; those on positive numbers keep `loc` at 0."""

    name: str
    law: Any

    def build(self, **values: Any) -> Any:
        """Return the member with these parameters."""
        return as_distribution(self.law(**values), "family")

    def fixed(self, args: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
        """Return what is fixed: what was given, and `loc` where the support begins at 0."""
        names = [shape.name for shape in self.law._shape_info()]
        given = dict(zip([*names, "loc", "scale"], args, strict=False)) | keywords
        unknown = set(given) - {*names, "loc", "scale"}
        if unknown:
            raise InvalidInputError(
                f"SciPy's {self.name} has no parameter {sorted(unknown)[0]!r}; it has "
                f"{', '.join([*names, 'loc', 'scale'])}."
            )
        begins = "loc" not in given and (self._is_discrete or float(self.law.a) == 0.0)
        return given | ({"loc": 0} if begins else {})

    def domains(self) -> dict[str, tuple[float, float]]:
        """Return the open interval in which each parameter may vary."""
        found = {}
        for shape in self.law._shape_info():
            if shape.integrality:
                raise NoMethodError(
                    f"`{shape.name}` of SciPy's {self.name} is a whole number, which does not vary smoothly; "
                    f"fix it with functools.partial(scipy.stats.{self.name}, {shape.name}=...)."
                )
            low, high = (float(v) for v in shape.domain)
            found[shape.name] = (_plain(low), _plain(high))
        found["loc"] = (-np.inf, np.inf)
        return found if self._is_discrete else found | {"scale": (0.0, np.inf)}

    @property
    def _is_discrete(self) -> bool:
        return isinstance(self.law, stats.rv_discrete)


def scipy_family(given: Any) -> ScipyFamily | None:
    """Return the family of one of SciPy's distributions, or of a text that names one; None for others."""
    law = getattr(stats, given, None) if isinstance(given, str) else given
    if not isinstance(law, stats.rv_continuous | stats.rv_discrete):
        return None
    return ScipyFamily(str(law.name), law)


def _plain(bound: float) -> float:
    """Return a bound; SciPy writes an open end as the next number after it."""
    return float(np.round(bound, 12)) if abs(bound) < _WIDE else bound
