"""Two data sets at rest, compared column by column."""

from kullback.compare.comparison import Comparison
from kullback.compare.verb import compare

__all__ = ["Comparison", "compare"]
