"""Student's t against mpmath: no closed form, but a log ratio that keeps all digits."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.student_t import StudentT
from kullback.distributions.statistics import SQUARE, AbsPower, Deviation, Exp, LogOnePlusSquare, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means
from tests.oracle import integration


def log_density(n, m, s, x):
    n, m, s, x = checks.exact(n, m, s, x)
    constant = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2 - mp.log(s)
    return constant - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n)


def by_quadrature(p, q):
    with np.errstate(all="ignore"):
        result = kb.kl(StudentT(*p), StudentT(*q), method="quadrature")
        return float(result), result.error


def divergence(p, q):
    with mp.workdps(70):
        names = [dict(zip(("df", "loc", "scale"), checks.exact(*r), strict=True)) for r in (p, q)]
        return integration.kl("t", names[0], "t", names[1])


@pytest.mark.parametrize("df", [1e-3, 0.4, 3.0, 40.0, 1e6, 1e12])
def test_the_log_density_is_accurate_for_tiny_and_huge_degrees_of_freedom(df):
    with mp.workdps(90):
        for x in (-1e9, -7.0, 0.3, 2.0, 1e200):
            p = (df, 0.3, 1.7)
            checks.assert_log_density(StudentT(*p), x, log_density(*p, x), rtol=2e-14)


@pytest.mark.parametrize("df", [0.4, 3.0, 40.0, 1e6, 1e10])
def test_the_log_ratio_of_other_degrees_of_freedom_does_not_cancel(df):
    """Two normals are approached like df / df²: the ratio keeps its digits even then."""
    with mp.workdps(140):
        for delta in checks.DELTAS:
            p, q = (df, 0.0, 1.0), (df * (1 + delta), 0.0, 1.0)
            change = delta / df * min(df, 1.0)
            for x in (-8.0, 0.0, 0.5, 3.0):
                expected = log_density(*p, x) - log_density(*q, x)
                value = StudentT(*p).log_ratio(StudentT(*q), np.array([x]), np)[0]
                assert abs(value - float(expected)) <= 2e-14 * (abs(expected) + change)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(90):
        for delta in checks.DELTAS:
            p, q = (3.3, 0.7, 1.3), (3.3 * (1 - delta), 0.7 + delta, 1.3 * (1 + delta / 2))
            for x in (-1e9, -30.0, 0.0, 1.0, 1e150):
                expected = log_density(*p, x) - log_density(*q, x)
                value = StudentT(*p).log_ratio(StudentT(*q), np.array([x]), np)[0]
                assert abs(value - float(expected)) <= 1e-14 * (abs(expected) + delta)


@pytest.mark.parametrize("df", [1.0, 4.5])
@pytest.mark.parametrize("delta", [1.0, 1e-3, 1e-8, 1e-12])
def test_quadrature_keeps_the_digits_of_nearly_equal_laws(df, delta):
    p, q = (df, 0.7, 1.3), (df * (1 + delta / 2), 0.7 - 0.4 * delta, 1.3 * (1 + delta))
    value, error = by_quadrature(p, q)
    expected = divergence(p, q)
    assert abs(value - expected) <= 1e-13 * expected
    assert abs(value - expected) <= error


def test_one_degree_of_freedom_is_the_cauchy_law():
    value, _ = by_quadrature((1.0, 0.0, 1.0), (1.0, 3.0, 2.0))
    assert value == pytest.approx(np.log((9 + 9) / 8), rel=1e-14)


def test_laws_far_apart_agree_with_the_reference():
    p, q = (0.5, -2.0, 3.0), (30.0, 5.0, 0.1)
    value, error = by_quadrature(p, q)
    expected = divergence(p, q)
    assert abs(value - expected) <= max(1e-12 * expected, error)


@pytest.mark.parametrize("df", [0.01, 1.0, 7.5, 1e4, 1e10])
def test_the_entropy_is_that_of_the_textbook(df):
    with mp.workdps(60):
        n = mp.mpf(df)
        spread = (n + 1) / 2 * (mp.digamma((n + 1) / 2) - mp.digamma(n / 2))
        expected = spread + mp.log(mp.sqrt(n) * mp.beta(n / 2, mp.mpf(1) / 2)) + mp.log(3)
    assert float(StudentT(df, 0.0, 3.0).entropy(np)) == pytest.approx(float(expected), rel=1e-14)


def test_it_moves_with_its_location():
    moved = StudentT(5.0, 1.0, 2.0).translated(3.0)
    assert (moved.df, moved.loc, moved.scale) == (5.0, 4.0, 2.0)


@pytest.mark.parametrize("parameters", [(0.0,), (np.inf,), (1.0, np.nan), (1.0, 0.0, -1.0)])
def test_parameters_out_of_range_are_refused(parameters):
    with pytest.raises(InvalidInputError, match="StudentT"):
        StudentT(*parameters)


def t_log_density(n, m, s):
    n, m, s = checks.exact(n, m, s)
    constant = mp.loggamma((n + 1) / 2) - mp.loggamma(n / 2) - mp.log(n * mp.pi) / 2 - mp.log(s)
    return lambda x: constant - (n + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / n)


@pytest.mark.parametrize("p", [(2.7, 0.7, 1.3), (11.0, -2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    n, m, s = p
    body = lines.log_square(m, s * np.sqrt(n))
    asked = [*lines.moments(1.4), lines.power_about(m, 0.7), lines.power_about(m, 1.6), body]
    lines.assert_far_means(StudentT(*p), asked, t_log_density(*p), m, s)
    means.assert_log_linear(StudentT(*p), [-3.0, 0.1, 5.0])


def test_moments_of_the_order_of_the_degrees_of_freedom_are_infinite():
    assert lines.asked(StudentT(0.9), X) is None
    assert lines.asked(StudentT(1.0), Deviation(2.0)) is None
    assert lines.asked(StudentT(1.5), Deviation(2.0)) == -2.0
    assert lines.asked(StudentT(1.0), AbsPower(4.0)) == np.inf
    assert lines.asked(StudentT(1.5), AbsPower(4.0)) < np.inf
    assert lines.asked(StudentT(2.0), SQUARE) == np.inf
    assert lines.asked(StudentT(2.0), AbsPower(4.0, 2.0)) == np.inf
    assert lines.asked(StudentT(30.0), Exp(1e-9)) == np.inf


def test_the_distance_from_a_far_point_is_its_distance_from_the_location():
    for far in (1e8, 1e200):
        assert lines.asked(StudentT(3.0, 0.0, 1.0), AbsPower(far)) == pytest.approx(far, rel=1e-15)


def test_one_degree_of_freedom_is_cauchys_law():
    p, q = StudentT(1.0, 0.3, 2.0), StudentT(1.0, 0.0, 1.0)
    expected = np.log((3.0**2 + 0.3**2) / 8.0)  # Chyzak & Nielsen 2019
    assert p.kl(q, np) == pytest.approx(expected, rel=1e-14)
    assert p.kl(StudentT(2.0), np) is None
    found = lines.asked(p, LogOnePlusSquare(0.0, 1.0))
    assert found == pytest.approx(np.log(3.0**2 + 0.3**2), rel=1e-14)
    assert lines.asked(StudentT(2.0, 0.3, 2.0), LogOnePlusSquare(0.0, 1.0)) is None


@pytest.mark.parametrize(("n", "m"), [(4.0, 1e6), (1e6, 4.0), (3.0, 5.0), (4.0, 1e3), (50.0, 60.0)])
def test_the_log_ratio_keeps_its_digits_at_any_degrees_of_freedom(n, m):
    p, q = kb.families.StudentT(n), kb.families.StudentT(m)
    with mp.workdps(40):

        def log_density(df, x):
            df, x = mp.mpf(df), mp.mpf(x)
            constant = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2
            return constant - (df + 1) / 2 * mp.log1p(x * x / df)

        for x in (0.0, 0.3, 0.9, 1.0, 1.1, 1.5, 3.0, 20.0):
            truth = log_density(n, x) - log_density(m, x)
            size = abs(log_density(n, x)) + abs(log_density(m, x))
            off = abs(mp.mpf(float(p.log_ratio(q, np.array(x), np))) - truth)
            assert off <= 4e-16 * size, x
