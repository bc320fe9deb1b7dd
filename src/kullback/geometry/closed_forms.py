"""Where closed forms of the Fisher information are declared, by family."""

from collections.abc import Callable
from functools import cache
from typing import Any

from kullback.discovery import modules
from kullback.distributions.family import Family
from kullback.geometry import forms

Array = Any
Form = Callable[[Any], Array]

_FORMS: dict[type[Family], Form] = {}


def closed_form(*families: type[Family]) -> Callable[[Form], Form]:
    """Declare a function of one member that returns its Fisher information per draw.

    The matrix is in the free coordinates of the family: see `kullback.geometry.coordinates`.
    """

    def declared(form: Form) -> Form:
        for family in families:
            if family in _FORMS:
                raise ValueError(f"{family.__name__} has a closed form already.")
            _FORMS[family] = form
        return form

    return declared


def form_of(family: type[Family]) -> Form | None:
    """Return the closed form of a family's Fisher information; None if none is declared."""
    if family not in _FORMS:
        _discover()
    return _FORMS.get(family)


@cache
def _discover() -> None:
    for _ in modules(forms):
        """Importing a module declares its forms."""
