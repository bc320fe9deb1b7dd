"""Deciding between two distributions: tests, their errors, how fast these vanish, and detectors.

`p` is always the null hypothesis and `q` the alternative. The evidence of an observation is
log q(x)/p(x), in nats: positive evidence speaks for q. `alpha` is the error under p (a false alarm),
`beta` the error under q (a miss).
"""

from kullback.detection.cusum import Cusum, cusum
from kullback.detection.exponents import (
    ChernoffInformation,
    ErrorExponents,
    chernoff_information,
    error_exponents,
    stein_exponent,
)
from kullback.detection.g_test import GTest, g_test
from kullback.detection.neyman_pearson import NeymanPearson, neyman_pearson
from kullback.detection.roc import ROC, roc
from kullback.detection.sample_size import SampleSize, sample_size
from kullback.detection.sprt import Sprt, sprt

__all__ = [
    "ROC",
    "ChernoffInformation",
    "Cusum",
    "ErrorExponents",
    "GTest",
    "NeymanPearson",
    "SampleSize",
    "Sprt",
    "chernoff_information",
    "cusum",
    "error_exponents",
    "g_test",
    "neyman_pearson",
    "roc",
    "sample_size",
    "sprt",
    "stein_exponent",
]
