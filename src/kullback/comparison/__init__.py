"""Two data sets at rest, compared column by column."""

from kullback.comparison.comparison import Comparison
from kullback.comparison.verb import compare

__all__ = ["Comparison", "compare"]
