"""Images under maps of the line: a common bijection changes nothing, a fold is none."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions import bijections as b
from kullback.distributions.image import Image, folded, image

F = kb.families

MAPS = [
    b.Exp(), b.Sigmoid(), b.Tanh(), b.Softplus(), b.Affine(1.5, -2.0), b.Affine(-0.5, 3.0),
]  # fmt: skip
BACK = [b.Log(), b.Logit(), b.Artanh(), b.SoftplusInverse(), b.Power(1.5), b.Power(-0.5)]


@pytest.mark.parametrize("bijection", [*MAPS, *BACK], ids=repr)
def test_the_inverse_undoes_and_the_slope_is_the_derivative(bijection):
    low, high = bijection.domain
    x = np.array([0.2, 0.45, 0.7]) if high == 1.0 or low == 0.0 else np.array([-0.8, 0.1, 1.3])
    np.testing.assert_allclose(bijection.inverse.forward(bijection.forward(x)), x, rtol=1e-13)
    h = 1e-6
    slope = (bijection.forward(x + h) - bijection.forward(x - h)) / (2.0 * h)
    np.testing.assert_allclose(bijection.log_slope(x), np.log(np.abs(slope)), atol=1e-8)
    assert bijection.rises == bool((slope > 0).all())
    assert bijection.agrees(type(bijection)(**vars(bijection)))
    assert not bijection.agrees(b.Affine(7.0, 7.0))


@pytest.mark.parametrize("bijection", MAPS, ids=repr)
def test_a_common_bijection_is_peeled_off(bijection):
    p, q = F.StudentT(5.0), F.Logistic(0.3, 1.2)
    moved = kb.kl(image(p, bijection), image(q, bijection))
    assert float(moved) == pytest.approx(float(kb.kl(p, q)), rel=1e-15)  # nodes round elsewhere


@pytest.mark.parametrize(
    ("made", "family"),
    [
        (image(F.Normal(0.3, 0.8), b.Exp()), F.LogNormal(0.3, 0.8)),
        (image(F.LogNormal(0.3, 0.8), b.Log()), F.Normal(0.3, 0.8)),
        (image(F.Normal(0.3, 0.8), b.Sigmoid()), F.LogitNormal(0.3, 0.8)),
        (image(F.LogitNormal(0.3, 0.8), b.Logit()), F.Normal(0.3, 0.8)),
        (image(F.Gamma(2.0, 3.0), b.Log()), F.ExpGamma(2.0, np.log(3.0), 1.0)),
        (image(F.Normal(1.0, 2.0), b.Affine(1.0, -2.0)), F.Normal(-1.0, 4.0)),
        (image(F.Gamma(2.0, 3.0), b.Affine(0.0, 2.0)), F.Gamma(2.0, 6.0)),
        (image(F.Weibull(2.0, 3.0), b.Power(2.0)), F.Exponential(9.0)),
        (image(F.LogNormal(0.5, 0.5), b.Power(-2.0)), F.LogNormal(-1.0, 1.0)),
    ],
    ids=lambda d: type(d).__name__,
)
def test_families_closed_under_a_map_are_recognised(made, family):
    assert not isinstance(made, Image)
    result = kb.kl(made, family)
    assert float(result) == pytest.approx(0.0, abs=1e-15)
    assert result.kind == "exact"


def test_one_side_alone_is_carried_back():
    # the divergence of e^Gamma from a log-normal law is that of the gamma from a normal one
    result = kb.kl(image(F.Gamma(2.0, 1.0), b.Exp()), F.LogNormal(0.0, 1.0))
    assert result.kind == "exact"
    assert float(result) == pytest.approx(float(kb.kl(F.Gamma(2.0, 1.0), F.Normal(0.0, 1.0))))


def test_tails_where_the_inverse_underflows_are_finite():
    q = image(F.Beta(2.0, 3.0), b.Logit())
    with mp.workdps(30):

        def log_q(x):
            return mp.log(12) - 2 * mp.log1p(mp.exp(-x)) - 3 * mp.log1p(mp.exp(x))

        def term(x):
            p = x * x * mp.exp(-x) / 2
            return p * (mp.log(p) - log_q(x))

        truth = mp.quad(term, [0, 1, 5, 20, 60, 200])
    result = kb.kl(F.Gamma(3.0, 1.0), q)
    assert abs(float(result) - float(truth)) <= result.error + 1e-14


def test_images_have_the_density_of_their_draws():
    for bijection in (b.Exp(), b.Sigmoid(), b.Tanh(), b.Softplus()):
        p = image(F.Logistic(0.2, 0.3), bijection)
        x = p.sample(20_000, np.random.default_rng(2))
        surprise = -p.log_density(x, np)
        off = surprise.mean() - float(kb.entropy(p))
        assert abs(off) < 5.0 * surprise.std() / len(x) ** 0.5


def test_a_fold_is_not_peeled_off():
    # torch and TensorFlow Probability say 2.0
    assert float(kb.kl(folded(F.Normal(1.0, 1.0)), folded(F.Normal(-1.0, 1.0)))) == 0.0
    with mp.workdps(25):

        def density(x, m):
            return mp.npdf(x, m, 1) + mp.npdf(-x, m, 1)

        def term(x):
            return density(x, 1) * mp.log(density(x, 1) / density(x, 2))

        truth = mp.quad(term, [0, 1, 3, 8, 14])
    result = kb.kl(folded(F.Normal(1.0, 1.0)), folded(F.Normal(2.0, 1.0)))
    assert abs(float(result) - float(truth)) <= result.error + 1e-15
    assert float(result) < 0.5  # what the bases are apart


def test_folds_are_recognised():
    assert float(kb.kl(folded(F.Normal(0.0, 2.0)), F.HalfNormal(2.0))) == 0.0
    assert folded(F.Gamma(2.0, 1.0)).shape == 2.0
    assert float(kb.kl(folded(F.Gumbel()), folded(F.Gumbel()))) == 0.0
    half = kb.kl(folded(F.Cauchy(0.0, 2.0)), F.HalfCauchy(2.0))
    assert float(half) <= (half.error or 0.0) + 1e-14


def test_maps_that_do_not_reach_a_law_are_refused():
    with pytest.raises(kb.InvalidInputError, match="reaches beyond"):
        image(F.Normal(), b.Log())
    with pytest.raises(kb.SupportError, match="integers"):
        image(F.Poisson(2.0), b.Exp())
    with pytest.raises(kb.SupportError, match="integers"):
        folded(F.Poisson(2.0))


def test_a_batch_is_carried_entry_by_entry():
    p = image(F.Logistic([0.0, 1.0], 1.0), b.Exp())
    result = kb.kl(p, F.LogNormal(0.0, 2.0))
    singles = [kb.kl(F.Logistic(m, 1.0), F.Normal(0.0, 2.0)) for m in (0.0, 1.0)]
    np.testing.assert_allclose(result.value, [float(r) for r in singles], rtol=1e-12)
