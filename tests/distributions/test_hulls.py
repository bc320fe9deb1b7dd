"""The interval that supports span, with ends known to twice the working precision beside infinite ones."""

import numpy as np

from kullback.distributions.hulls import hull_of
from kullback.distributions.support import LINE, Support
from kullback.numerics.double_double import DoubleDouble


def test_an_exact_end_beside_an_infinite_one_is_kept_without_a_warning():
    exact = DoubleDouble(np.asarray([1.0, 1.0]), np.asarray([1e-20, 1e-20]))
    supports = [Support(LINE, exact, np.inf), Support(LINE, 0.0, np.inf)]
    hull = hull_of(supports, [np.asarray([0.5, 1.0]), np.asarray([0.5, 0.0])])
    # with two supports the lower one counts, with the first alone its end, to the last digit
    assert np.asarray(hull.low - exact).tolist() == [-1.0, 0.0]
    assert np.all(np.asarray(hull.high) == np.inf)
