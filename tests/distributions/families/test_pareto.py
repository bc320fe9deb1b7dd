"""The Pareto family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.pareto import Pareto
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (b, m), (c, n) = checks.exact(*p), checks.exact(*q)
        return mp.inf if m < n else c / b - 1 - mp.log(c / b) + c * mp.log(m / n)


def log_density(b, m, x):
    b, m, x = checks.exact(b, m, x)
    return mp.log(b) + b * mp.log(m) - (b + 1) * mp.log(x)


def check(p, q):
    checks.assert_kl(Pareto(*p), Pareto(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("shape", [1e-8, 0.6, 12.0, 1e8])
@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_neighbours_keep_all_digits(shape, scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [shape, scale]):
        check(p, (q[0], min(p[1], q[1])))


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        shapes, scales = 10 ** rng.uniform(-100, 100, 2), np.sort(10 ** rng.uniform(-150, 150, 2))
        check((shapes[0], scales[1]), (shapes[1], scales[0]))


def test_starting_below_q_is_infinite_however_little():
    assert Pareto(1.5, 2.0).kl(Pareto(1.5, np.nextafter(2.0, 3.0)), np) == np.inf
    assert Pareto(1.5, 2.0).kl(Pareto(1.5, [1.0, 2.0, 3.0]), np).tolist()[1:] == [0.0, np.inf]


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    shapes, scales = 10 ** rng.uniform(-300, 300, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Pareto, shapes, scales)


def test_the_density_is_that_of_the_textbook_and_vanishes_below_its_scale():
    with mp.workdps(40):
        for x in (1.7, 1.8, 40.0, 1e200):
            checks.assert_log_density(Pareto(0.3, 1.7), x, log_density(0.3, 1.7, x))
    assert np.all(Pareto(0.3, 1.7).log_density(np.array([-1.0, 1.6, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for p, q in checks.neighbours(np.random.default_rng(4), [2.5, 1.3]):
            scale_q = min(p[1], q[1])
            for x in (1.5, 3.0, 90.0):
                ends = log_density(*p, x), log_density(q[0], scale_q, x)
                checks.assert_log_ratio(Pareto(*p), Pareto(q[0], scale_q), x, *ends)


@pytest.mark.parametrize("shape", [1e-9, 0.1, 1.0, 1e9])
def test_the_bulk_lies_inside_the_support(shape):
    centre, width = Pareto(shape, 3.0).bulk
    assert centre > 3.0
    assert width > 0.0


def test_the_entropy_is_that_of_the_textbook():
    expected = np.log(3.0 / 2.0) + 1 / 2.0 + 1
    assert float(Pareto(2.0, 3.0).entropy(np)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("shape", "scale"), [(0.0, 1.0), (1.0, 0.0), (np.nan, 1.0)])
def test_parameters_out_of_range_are_refused(shape, scale):
    with pytest.raises(InvalidInputError, match="Pareto"):
        Pareto(shape, scale)
