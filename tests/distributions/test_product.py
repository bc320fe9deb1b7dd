"""Products: divergences of independent parts add."""

import numpy as np
import pytest

import kullback as kb
from kullback.distributions.product import Independent

F = kb.families


def test_divergences_entropies_and_renyi_add():
    p, q = kb.Product(["norm(0, 1)", "gamma(2)"]), kb.Product(["norm(1, 1)", "expon()"])
    for verb in (kb.kl, kb.jeffreys, kb.bhattacharyya):
        parts = verb("norm(0, 1)", "norm(1, 1)"), verb("gamma(2)", "expon()")
        assert float(verb(p, q)) == pytest.approx(sum(map(float, parts)), rel=1e-12)
    renyi = [kb.renyi("norm(0, 1)", "norm(1, 1)", 0.5), kb.renyi("gamma(2)", "expon()", 0.5)]
    assert float(kb.renyi(p, q, 0.5)) == pytest.approx(sum(map(float, renyi)), rel=1e-12)
    assert float(kb.entropy(p)) == pytest.approx(
        float(kb.entropy("norm(0, 1)")) + float(kb.entropy("gamma(2)")), rel=1e-14
    )


def test_it_is_as_good_as_its_worst_part():
    p = kb.Product(["norm(0, 1)", "norm(1, 2)"])
    exact = kb.kl(p, kb.Product(["norm(1, 1)", "laplace(0, 1)"]))
    numerical = kb.kl(p, kb.Product(["norm(1, 1)", "cauchy(0, 1)"]))
    assert (exact.kind, exact.error) == ("exact", None)
    assert numerical.kind == "numerical"
    assert numerical.error == kb.kl("norm(1, 2)", "cauchy(0, 1)").error


def test_normal_parts_meet_a_normal_vector():
    mean, cov = np.array([0.5, -1.0]), np.array([[2.0, 0.5], [0.5, 1.0]])
    q = F.MultivariateNormal(mean, cov)
    ours = kb.kl(kb.Product(["norm(0, 1)", "norm(1, 2)"]), q)
    whole = kb.kl(F.MultivariateNormal([0.0, 1.0], np.diag([1.0, 4.0])), q)
    assert ours.kind == "exact"
    assert float(ours) == pytest.approx(float(whole), rel=1e-14)


def test_a_part_outside_the_support_is_named():
    result = kb.kl(
        kb.Product(["norm(0, 1)", "uniform(0, 2)"]), kb.Product(["norm(0, 1)", "uniform(0, 1)"])
    )
    assert float(result) == np.inf
    (violation,) = result.violations()
    assert violation.outcome == (1, (1.0, 2.0))
    assert violation.p == pytest.approx(0.5)


def test_an_axis_of_a_batch_becomes_one_event():
    p = Independent(F.Normal(np.zeros((3, 4)), 1.0), 1)
    q = Independent(F.Normal(np.ones(4), 2.0), 1)
    one = float(kb.kl("norm(0, 1)", "norm(1, 2)"))
    np.testing.assert_allclose(kb.kl(p, q).value, np.full(3, 4.0 * one), rtol=1e-15)
    assert p[1].batch_shape == ()
    assert float(kb.kl(p[1], q)) == pytest.approx(4.0 * one)


def test_equal_parameters_count_once_for_each_part():
    p, q = Independent(F.Normal([0.0, 1.0], 1.0), 1), Independent(F.Normal([0.0, 0.0], 1.0), 1)
    assert float(kb.kl(p, q)) == 0.5


def test_an_axis_meets_a_list_of_parts_and_a_normal_vector():
    p = Independent(F.Normal([0.0, 1.0], 1.0), 1)
    q = kb.Product(["norm(0, 1)", "norm(0, 1)"])
    assert float(kb.kl(p, q)) == pytest.approx(0.5)
    assert float(kb.kl(p, F.MultivariateNormal([0.0, 0.0], np.eye(2)))) == pytest.approx(0.5)


def test_a_product_of_products_is_flat():
    p = kb.Product([kb.Product(["norm(0, 1)", "norm(1, 1)"]), "norm(2, 1)"])
    q = kb.Product(["norm(0, 1)", kb.Product(["norm(0, 1)", "norm(0, 1)"])])
    assert float(kb.kl(p, q)) == pytest.approx(2.5)


def test_what_does_not_add_is_estimated():
    p, q = kb.Product(["norm(0, 1)", "gamma(2)"]), kb.Product(["norm(1, 1)", "expon()"])
    result = kb.jensen_shannon(p, q, rng=0)
    assert result.kind == "estimate"
    assert 0.0 < float(result) < np.log(2.0)


@pytest.mark.parametrize(
    ("components", "error", "words"),
    [
        ([], kb.InvalidInputError, "empty"),
        ("norm", kb.InvalidInputError, "list"),
        (["norm", [0.5, 0.5]], kb.InvalidInputError, "Table"),
        ([F.Normal([0.0, 1.0], 1.0), F.Normal([0.0, 1.0, 2.0], 1.0)], kb.ShapeError, "broadcast"),
        (["norm", F.Wishart(3.0, np.eye(2))], kb.SupportError, "matrices"),
    ],
)
def test_what_is_no_product_is_refused(components, error, words):
    with pytest.raises(error, match=words):
        kb.kl(kb.Product(components), kb.Product(["norm", "norm"]))


def test_parts_of_other_kinds_cannot_be_compared():
    with pytest.raises(kb.SupportError):
        kb.kl(kb.Product(["norm(0, 1)", "poisson(2)"]), kb.Product(["norm(0, 1)", "norm(0, 1)"]))
    with pytest.raises(kb.SupportError):
        kb.kl(kb.Product(["norm(0, 1)"]), kb.Product(["norm(0, 1)", "norm(0, 1)"]))


def test_the_standard_error_of_a_sum_is_that_of_independent_draws():
    def vector(shift, spread=1.0):
        return F.MultivariateNormal(np.full(2, shift), spread * np.eye(2))

    part = kb.Mixture([0.5, 0.5], [vector(0.0), vector(2.0)])
    p, q = kb.Product([part] * 8), kb.Product([vector(12.0)] * 8)
    results = [kb.kl(p, q, rng=seed) for seed in range(24)]
    spread = np.std([float(r) for r in results])
    assert 0.6 < spread / results[0].error < 1.6
