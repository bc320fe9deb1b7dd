"""Gradients with respect to whatever a distribution of torch is made of: they flow, or that is refused."""

import pytest

import kullback as kb

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")
D = torch.distributions
OTHER = 0.7


def t(x):
    return torch.tensor(x, dtype=torch.float64)


def carried(base, *steps):
    return D.TransformedDistribution(base, list(steps))


def normals(*means):
    return D.Normal(t(list(means)), t(1.0))


STANDARD = D.Normal(t(0.0), t(1.0))
LOG = D.LogNormal(t(0.0), t(1.0))
PLANE = D.MultivariateNormal(t([0.0, 0.0]), torch.eye(2, dtype=torch.float64))
AFFINE = D.AffineTransform
TABLE = D.Independent(D.Categorical(t([[0.3, 0.7], [0.5, 0.5]])), 1)

# what is made of a parameter, and what it is compared with
FLOWS = {
    "loc": lambda x: (carried(STANDARD, AFFINE(x, 2.0)), STANDARD),
    "scale": lambda x: (carried(STANDARD, AFFINE(1.0, x)), STANDARD),
    "scale of a gamma law": lambda x: (
        carried(D.Gamma(t(2.0), t(1.0)), AFFINE(t(0.0), x)),
        D.Gamma(t(2.0), t(1.0)),
    ),
    "before a bijection": lambda x: (carried(STANDARD, AFFINE(1.0, x), D.ExpTransform()), LOG),
    "before a common bijection": lambda x: (
        carried(STANDARD, AFFINE(1.0, x), D.TanhTransform()),
        carried(STANDARD, D.TanhTransform()),
    ),
    "scale of either sign": lambda x: (carried(STANDARD, AFFINE(1.0, -x)), STANDARD),
    "power of a log-normal law": lambda x: (carried(LOG, D.PowerTransform(x)), LOG),
    "after a bijection": lambda x: (
        carried(STANDARD, D.ExpTransform(), AFFINE(0.0, x)),
        LOG,
    ),
    "inverse": lambda x: (carried(STANDARD, AFFINE(x, 2.0).inv), STANDARD),
    "composed": lambda x: (
        carried(STANDARD, D.ComposeTransform([AFFINE(x, 2.0), D.ExpTransform()])),
        LOG,
    ),
    "power": lambda x: (
        carried(D.Gamma(t(2.0), t(1.0)), D.PowerTransform(x)),
        D.Gamma(t(2.0), t(1.0)),
    ),
    "entries": lambda x: (
        D.Independent(carried(normals(0.0, 1.0), AFFINE(x, 2.0)), 1),
        D.Independent(normals(0.0, 1.0), 1),
    ),
    "transform of entries": lambda x: (
        carried(D.Independent(normals(0.0, 1.0), 1), D.IndependentTransform(AFFINE(x, 2.0), 1)),
        D.Independent(normals(0.0, 1.0), 1),
    ),
    "of vectors": lambda x: (carried(PLANE, AFFINE(torch.stack([x, x]), 2.0)), PLANE),
    "simplex": lambda x: (
        D.LogisticNormal(torch.stack([x, -x]), t([1.0, 1.2])),
        D.LogisticNormal(t([0.0, 0.5]), t([1.5, 1.0])),
    ),
    "table": lambda x: (
        D.Independent(D.Categorical(torch.stack([torch.stack([x, 1 - x])] * 2)), 1),
        TABLE,
    ),
    "scores": lambda x: (
        D.Independent(D.Categorical(logits=torch.stack([torch.stack([x, -x])] * 2)), 1),
        TABLE,
    ),
    "coins": lambda x: (
        D.Independent(D.Bernoulli(torch.stack([x, x])), 1),
        D.Independent(D.Bernoulli(t([0.2, 0.4])), 1),
    ),
    "trials": lambda x: (
        D.Independent(D.Binomial(5, torch.stack([x, x])), 1),
        D.Independent(D.Binomial(5, t([0.2, 0.4])), 1),
    ),
    "product": lambda x: (
        kb.Product([D.Normal(x, 1.0), "gamma(2)"]),
        kb.Product(["norm", "expon()"]),
    ),
    "the one component": lambda x: (
        kb.Mixture([1.0, 0.0], [D.Normal(x, 1.0), "norm(3, 1)"]),
        "norm",
    ),
    "generalized Pareto": lambda x: (
        D.GeneralizedPareto(0.0, x, t(0.0)),
        D.GeneralizedPareto(0.0, t(1.5), t(0.2)),
    ),
}
REFUSED = {
    "two generalized Pareto laws": lambda x: (
        D.GeneralizedPareto(0.0, t(1.0), x),
        D.GeneralizedPareto(0.0, t(1.5), t(0.2)),
    ),
    "distribution in a transform": lambda x: (
        carried(STANDARD, D.CumulativeDistributionTransform(D.Normal(x, 2.0))),
        "beta(2, 1)",
    ),
    "in a list in a transform": lambda x: (
        carried(
            STANDARD, D.ComposeTransform([D.CumulativeDistributionTransform(D.Normal(x, 2.0))])
        ),
        "beta(2, 1)",
    ),
    "inverse of a distribution function": lambda x: (
        carried(D.Uniform(t(0.0), t(1.0)), D.CumulativeDistributionTransform(D.Normal(x, 2.0)).inv),
        STANDARD,
    ),
    "stacked": lambda x: (
        carried(PLANE, D.StackTransform([AFFINE(x, 2.0), D.ExpTransform()], dim=-1)),
        PLANE,
    ),
    "concatenated": lambda x: (
        carried(PLANE, D.CatTransform([AFFINE(x, 2.0), D.ExpTransform()], dim=-1, lengths=[1, 1])),
        PLANE,
    ),
    "fold": lambda x: (carried(STANDARD, AFFINE(x, 2.0), D.AbsTransform()), "expon()"),
    "weights": lambda x: (kb.Mixture(torch.stack([x, 1 - x]), ["norm", "norm(1, 1)"]), "norm"),
    "weights of one": lambda x: (
        kb.Mixture(torch.stack([x / x, 0 * x]), ["norm", "norm(1, 1)"]),
        "norm",
    ),
    "weights of pmfs": lambda x: (
        kb.Mixture(torch.stack([x, 1 - x]), ["poisson(1)", "poisson(2)"]),
        "poisson(1)",
    ),
    "equal components": lambda x: (
        kb.Mixture(torch.stack([x, 1 - x]), ["norm", "norm"]),
        "norm(1, 1)",
    ),
    "component": lambda x: (kb.Mixture([0.5, 0.5], [D.Normal(x, 1.0), "norm(3, 1)"]), "norm"),
    "component without weight": lambda x: (
        kb.Mixture([0.0, 1.0], [D.Normal(x, 1.0), "norm(3, 1)"]),
        "norm",
    ),
    "equal mixtures": lambda x: (kb.Mixture(torch.stack([x, 1 - x]), ["norm", "norm(1, 1)"]),) * 2,
    "tables mixed": lambda x: (
        kb.Mixture(
            torch.stack([x, 1 - x]), [D.Categorical(t([0.2, 0.8])), D.Categorical(t([0.5, 0.5]))]
        ),
        D.Categorical(t([0.5, 0.5])),
    ),
    "weights of a family": lambda x: (
        D.MixtureSameFamily(D.Categorical(torch.stack([x, 1 - x])), normals(0.0, 1.0)),
        "norm",
    ),
    "batch of components": lambda x: (
        D.MixtureSameFamily(D.Categorical(t([0.5, 0.5])), D.Normal(torch.stack([x, -x]), t(1.0))),
        "norm",
    ),
    "mixture in a product": lambda x: (
        kb.Product(["norm", kb.Mixture(torch.stack([x, 1 - x]), ["norm", "norm(1, 1)"])]),
        kb.Product(["norm", "norm"]),
    ),
    "softmax of noise": lambda x: (
        D.RelaxedOneHotCategorical(x, t([0.3, 0.7])),
        D.RelaxedOneHotCategorical(t(1.0), t([0.3, 0.7])),
    ),
}


def value(make, x):
    return kb.kl(*make(x)).value


@pytest.mark.parametrize("name", FLOWS)
def test_it_flows(name):
    x = t(OTHER).requires_grad_()
    value(FLOWS[name], x).backward()
    h = 1e-5
    ends = [float(value(FLOWS[name], t(OTHER + side))) for side in (h, -h)]
    # central differences: h² of truncation, 2⁻⁵²/h of rounding
    assert float(x.grad) == pytest.approx((ends[0] - ends[1]) / (2.0 * h), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", REFUSED)
def test_where_it_cannot_flow_it_is_refused(name):
    with pytest.raises(kb.NoMethodError, match="gradient"):
        value(REFUSED[name], t(OTHER).requires_grad_())


@pytest.mark.parametrize("name", sorted({**FLOWS, **REFUSED}))
def test_the_value_alone_is_had_without_a_gradient(name):
    make = {**FLOWS, **REFUSED}[name]
    if name in ("stacked", "concatenated"):
        pytest.skip("torch cannot evaluate these at a batch of points")
    with torch.no_grad():
        marked = kb.kl(*make(t(OTHER).requires_grad_()), rng=0)
    plain = kb.kl(*make(t(OTHER)), rng=0)
    assert float(marked.value) == pytest.approx(float(plain.value), rel=1e-12)


def test_a_table_meets_a_categorical_in_single_precision():
    found = kb.kl(D.Categorical(torch.tensor([0.2, 0.8])), [0.5, 0.5])
    assert float(found) == pytest.approx(0.19274475702175753, rel=1e-6)


@pytest.mark.parametrize("measure", [kb.jensen_shannon, kb.total_variation, kb.hellinger])
def test_finite_sums_have_gradients(measure):
    x, step = t(0.3).requires_grad_(), 1e-5
    measure(D.Bernoulli(x), D.Bernoulli(t(0.7))).value.backward()
    ahead, behind = (float(measure([0.7 - s, 0.3 + s], [0.3, 0.7])) for s in (step, -step))
    assert float(x.grad) == pytest.approx((ahead - behind) / (2 * step), rel=1e-7)
