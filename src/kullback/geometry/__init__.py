"""The geometry of parametric families: Fisher information, distances, geodesics, natural gradients.

Coordinates are the parameters in which a family is written, in its order; a table of m probabilities
has the first m - 1, a symmetric matrix its lower triangle, row by row.
"""

from kullback.geometry.bounds import cramer_rao_bound, jeffreys_prior
from kullback.geometry.closed_forms import closed_form
from kullback.geometry.duality import (
    DualCoordinates,
    Pythagoras,
    bregman,
    dual_coordinates,
    pythagoras,
)
from kullback.geometry.fisher_rao import fisher_rao_distance
from kullback.geometry.geodesics import geodesic
from kullback.geometry.information import FisherInformation, fisher_information
from kullback.geometry.natural import natural_gradient, natural_gradient_step
from kullback.geometry.quadratic import QuadraticKL, quadratic_kl

__all__ = [
    "DualCoordinates",
    "FisherInformation",
    "Pythagoras",
    "QuadraticKL",
    "bregman",
    "closed_form",
    "cramer_rao_bound",
    "dual_coordinates",
    "fisher_information",
    "fisher_rao_distance",
    "geodesic",
    "jeffreys_prior",
    "natural_gradient",
    "natural_gradient_step",
    "pythagoras",
    "quadratic_kl",
]
