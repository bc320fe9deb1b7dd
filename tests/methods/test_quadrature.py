"""Quadrature in log space: right to its stated bound, tails included, infinite where it must be."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb

F = kb.families
mp.mp.dps = 40


def entropy_of_gamma(a):
    return a + mp.loggamma(a) + (1 - a) * mp.digamma(a)


def check(result, truth):
    assert result.kind == "numerical"
    assert abs(mp.mpf(float(result)) - truth) <= result.error
    assert result.error <= 1e-10 * abs(truth)


@pytest.mark.parametrize("shape", [1e-3, 0.1, 2.5, 40.0, 1e4])
def test_gamma_against_log_normal_is_right_within_its_bound(shape):
    a = mp.mpf(shape)
    log, square = mp.digamma(a), mp.polygamma(1, a) + mp.digamma(a) ** 2
    truth = -entropy_of_gamma(a) + log + mp.log(2 * mp.pi) / 2 + square / 2
    check(kb.kl(F.Gamma(shape, 1.0), F.LogNormal(0.0, 1.0), method="quadrature"), truth)


@pytest.mark.parametrize("shape", [1e-3, 0.3, 5.0])
def test_gamma_against_weibull_is_right_within_its_bound(shape):
    a, c = mp.mpf(shape), mp.mpf(0.5)
    power = mp.gamma(a + c) / mp.gamma(a)
    truth = -entropy_of_gamma(a) - mp.log(c) - (c - 1) * mp.digamma(a) + power
    check(kb.kl(F.Gamma(shape, 1.0), F.Weibull(0.5, 1.0), method="quadrature"), truth)


@pytest.mark.parametrize("df", [2.0001, 2.01, 3.0, 50.0])
def test_student_t_against_normal_counts_the_tail_beyond_every_double(df):
    n = mp.mpf(df)
    entropy = (n + 1) / 2 * (mp.digamma((n + 1) / 2) - mp.digamma(n / 2))
    entropy += mp.log(mp.sqrt(n) * mp.beta(n / 2, mp.mpf(1) / 2))
    truth = -entropy + mp.log(2 * mp.pi) / 2 + n / (n - 2) / 2
    result = kb.kl(F.StudentT(df), F.Normal(), method="quadrature")
    assert abs(mp.mpf(float(result)) - truth) <= result.error


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (F.StudentT(2.0), F.Normal()),
        (F.StudentT(1.5), F.Normal()),
        (F.Cauchy(), F.Normal()),
        (F.Cauchy(), F.Laplace()),
        (F.Exponential(1.0), F.InverseGamma(1.0, 1.0)),
        (F.LogNormal(), F.Gumbel(0.0, -0.0 + 1.0)),
    ],
)
def test_a_tail_too_heavy_for_q_is_infinite_or_finite_as_the_integral_is(p, q):
    result = kb.kl(p, q)
    if isinstance(p, F.LogNormal):
        assert np.isfinite(float(result))  # a Gumbel's right tail is exponential
    else:
        assert float(result) == np.inf
        assert [c.code for c in result.cautions] == ["diverges"]
        assert result.violations() == []


def test_pdfs_that_underflow_do_not_make_the_answer_infinite():
    result = kb.kl(F.Normal(0, 1), F.Normal(60, 1), method="quadrature")
    assert float(result) == pytest.approx(1800.0, rel=1e-14)


@pytest.mark.parametrize("separation", [1e-2, 1e-6, 1e-9, 1e-12])
def test_nearly_equal_normals_keep_their_digits_by_quadrature(separation):
    p, q = F.Normal(0.0, 1.0), F.Normal(separation, 1.0 + separation)
    sd, mean = mp.mpf(1) + mp.mpf(float(q.sd)) - 1, mp.mpf(separation)
    truth = mp.log(sd) + (1 + mean**2) / (2 * sd**2) - mp.mpf(1) / 2
    assert float(kb.kl(p, q, method="quadrature")) == pytest.approx(float(truth), rel=2e-14)


def test_far_from_the_origin_no_digit_is_lost():
    near = kb.kl(F.Normal(0.0, 1e-3), F.Laplace(0.0, 1e-3), method="quadrature")
    far = kb.kl(F.Normal(1e9, 1e-3), F.Laplace(1e9, 1e-3), method="quadrature")
    assert float(far) == pytest.approx(float(near), rel=1e-14)


def test_scales_beyond_the_square_root_of_the_largest_double_are_answered():
    result = kb.kl(F.Normal(0, 1e-150), F.Normal(0, 1e150), method="quadrature")
    truth = mp.log(mp.mpf(1e150) / mp.mpf(1e-150)) - mp.mpf(1) / 2
    assert float(result) == pytest.approx(float(truth), rel=1e-13)


def test_mass_outside_the_other_support_is_counted():
    # uniform against a wider normal: both from elementary integrals
    result = kb.total_variation(F.Uniform(0.0, 1.0), F.Normal(0.0, 1.0))
    inside = mp.ncdf(1) - mp.ncdf(0)
    assert float(result) == pytest.approx(float(1 - inside), rel=1e-13)


def test_regions_add_up_to_the_value():
    result = kb.kl(F.Exponential(1.0), F.Normal(0.0, 1.0), method="quadrature")
    parts = result.contributions(top=None)
    assert all(part.value >= 0.0 for part in parts)
    assert sum(part.value for part in parts) == pytest.approx(float(result), rel=1e-12)


def test_the_missing_region_is_named_with_its_mass():
    (violation,) = kb.kl(F.Normal(1.0, 2.0), F.Gamma(3.0, 2.0)).violations()
    assert violation.outcome == (-np.inf, 0.0)
    assert violation.p == pytest.approx(float(mp.ncdf(-0.5)), rel=1e-13)


def test_a_batch_is_answered_entry_by_entry():
    result = kb.kl(F.Normal([0.0, 1.0], 1.0), F.Laplace(0.0, 1.0), method="quadrature")
    assert result.value.shape == (2,)
    for i in range(2):
        single = kb.kl(F.Normal([0.0, 1.0][i], 1.0), F.Laplace(0.0, 1.0), method="quadrature")
        assert result.value[i] == single.value
        assert result.error[i] == single.error


def test_the_entropy_by_quadrature_is_the_closed_form():
    for member in (F.Normal(1.0, 2.0), F.Gamma(0.3, 2.0), F.Cauchy(0.0, 3.0), F.Beta(0.2, 3.0)):
        closed = float(kb.entropy(member))
        result = kb.entropy(member, method="quadrature_one")
        assert abs(float(result) - closed) <= result.error + 1e-14 * abs(closed)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (F.Gamma(1e-6, 1.0), F.Gamma(2e-6, 1.0)),
        (F.InverseGamma(1e-3, 1.0), F.InverseGamma(2e-3, 1.0)),
        (F.Beta(1e-6, 1e-6), F.Beta(2e-6, 1e-6)),
        (F.Pareto(1e-3, 1.0), F.Pareto(2e-3, 1.0)),
        (F.LogNormal(0.0, 100.0), F.LogNormal(0.0, 200.0)),
        (F.LogNormal(0.0, 1000.0), F.LogNormal(0.0, 2000.0)),
    ],
)
def test_mass_beyond_every_double_is_counted(p, q):
    closed = float(kb.kl(p, q, method="closed_form"))
    result = kb.kl(p, q, method="quadrature")
    assert abs(float(result) - closed) <= result.error + 1e-14 * closed
    assert result.error <= 1e-8 * closed


def test_a_tail_that_cannot_be_bounded_is_said_and_never_infinite_or_negative():
    result = kb.jensen_shannon(F.Weibull(0.001, 1.0), F.Weibull(0.0011, 1.0))
    assert 0.0 <= float(result) <= np.log(2.0)
    assert result.error == np.inf
    assert [c.code for c in result.cautions] == ["unbounded_error"]


def test_a_square_of_the_ratio_is_integrated_where_p_underflows():
    # chi-square of exponentials: 1/(c (2 - c)) - 1 with c the ratio of p's scale to q's inverse rate
    rate = 1.0 / mp.mpf(0.501)
    truth = 1 / (rate * (2 - rate)) - 1
    result = kb.chi_square(F.Exponential(1.0), F.Exponential(0.501))
    assert abs(mp.mpf(float(result)) - truth) <= result.error
    assert float(kb.chi_square(F.Exponential(1.0), F.Exponential(0.499))) == np.inf
    assert float(kb.chi_square(F.StudentT(3.0), F.StudentT(8.0))) == np.inf


def test_affinities_below_every_double_are_taken_in_logarithms():
    p, q = F.Normal(0.0, 1.0), F.Normal(100.0, 1.0)
    assert float(kb.bhattacharyya(p, q, method="quadrature")) == pytest.approx(1250.0, rel=1e-13)


@pytest.mark.parametrize("q", [F.Beta(2.0, 0.5), F.Beta(0.5, 0.5), F.Pareto(2.0, 1.0)])
def test_singular_ends_of_q_inside_p_are_integrated(q):
    p = F.Normal(0.0, 1.0)
    both = (float(kb.total_variation(*pair)) for pair in ((p, q), (q, p)))
    forward, backward = both
    assert forward == pytest.approx(backward, rel=1e-12)
    assert 0.0 < forward < 1.0


def test_a_function_without_limit_at_zero_is_integrated():
    reverse = kb.f_divergence(F.Normal(0, 1), F.Normal(1, 1), lambda x: -np.log(x))
    assert float(reverse) == pytest.approx(0.5, rel=1e-12)
    forward = kb.f_divergence(F.Normal(0, 1), F.Normal(1, 1), lambda x: x * np.log(x))
    assert float(forward) == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (F.Cauchy(0.0, 1.0), F.Normal(1e12, 1.0)),
        (F.Normal(0.0, 1.0), F.Normal(1e10, 1e-3)),
        (F.Normal(0.0, 1e-3), F.Normal(1e6, 1.0)),
    ],
)
def test_bulks_far_apart_get_nodes_of_their_own(p, q):
    result = kb.total_variation(p, q)
    assert float(result) == pytest.approx(1.0, rel=1e-11)
    assert result.error < 1e-9


def test_regions_of_a_narrower_p_are_labelled_and_add_up():
    result = kb.kl(F.Uniform(0.5, 2.0), F.Normal(0.0, 1.0), method="quadrature")
    parts = {part.outcome: part for part in result.contributions(top=None)}
    assert sum(part.value for part in parts.values()) == pytest.approx(float(result), rel=1e-12)
    assert parts[(-np.inf, 0.5)].q == pytest.approx(float(mp.ncdf(0.5)), rel=1e-12)
    assert parts[(2.0, np.inf)].q == pytest.approx(float(mp.ncdf(-2)), rel=1e-12)


@pytest.mark.parametrize(
    ("p", "q", "exact"),
    [  # by mpmath, in y = log |x - loc|; |x|^4.8 leaves the doubles at y = 148, and p is x^-6 there
        (F.StudentT(5.0), F.GeneralizedNormal(4.8, 0.1, 1.0), 350.455498749374719),
        (F.StudentT(5.0), F.GeneralizedNormal(5.0, 0.1, 1.0), np.inf),
    ],
)
def test_a_log_density_that_overflows_is_not_taken_for_zero(p, q, exact):
    result = kb.kl(p, q)
    assert float(result) == pytest.approx(exact, rel=1e-13)
    assert result.error < 1e-10
