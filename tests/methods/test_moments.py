"""Divergences from expectations of what log q is linear in."""

import mpmath as mp
import pytest
from scipy import stats

import kullback as kb

F = kb.families


@pytest.mark.parametrize(
    ("p", "wanted"),
    [
        (F.LogNormal(0.4, 1.0), -0.5772156649015329 - 0.4),
        (F.Gamma(2.0, 3.0), -1.0 - 1.0986122886681098),  # psi(1) - psi(2) - log 3
        (F.Weibull(1.0, 2.0), -0.6931471805599453),  # E log x = log 2 - γ
    ],
)
def test_a_coefficient_of_zero_has_a_gradient(p, wanted):
    """At shape 1 a gamma law does not see log x, but d/da D = psi(a) - E log x + log(scale) does."""
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    with jax.enable_x64(True):
        slope = jax.grad(lambda a: kb.kl(p, F.Gamma(a, 1.0)).value)(1.0)
    assert float(slope) == pytest.approx(wanted, rel=1e-13)


def test_gradients_stand_beside_moments_that_are_infinite():
    """A Lomax law of shape 2.5 has no third moment; the exponential asks for the first alone."""
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    p = F.Lomax(2.5, 1.0)
    assert float(kb.kl(p, F.Exponential(1.0))) < 1.0
    with jax.enable_x64(True):
        # D = -h - E log(1/s) + E x / s: slope (1 - E x / s) / s at s = 1, with E x = 1/1.5
        slope = jax.grad(lambda s: kb.kl(p, F.Exponential(s)).value)(1.0)
    assert float(slope) == pytest.approx(1.0 - 1.0 / 1.5, rel=1e-13)


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        # D = ... + log s + E x²/(2 s²), with E x² = 2
        (lambda s: (F.Rayleigh(1.0), F.HalfNormal(s)), 1 / 0.6 - 2.0 / 0.6**3),
        # D = ... - log s + E x²/2 - E log x, with E x² = 3 s² and E log x = log s + ...
        (lambda s: (F.Maxwell(s), F.Rayleigh(1.0)), 3.0 * 0.6 - 2.0 / 0.6),
        (lambda m: (stats.uniform(0.1, 0.7), F.Normal(m, 1.0)), 0.6 - 0.45),
    ],
)
def test_gradients_need_not_be_asked_of_both_sides(make, wanted):
    """What NumPy knows of the other side to twice the precision is no hindrance."""
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    with jax.enable_x64(True):
        slope = jax.grad(lambda x: kb.kl(*make(x)).value)(0.6)
    assert float(slope) == pytest.approx(wanted, rel=1e-12)


LOG_DENSITIES = {
    "Weibull": lambda x, c, s: mp.log(c / s) + (c - 1) * mp.log(x / s) - (x / s) ** c,
    "Laplace": lambda x, m, s: -abs(x - m) / s - mp.log(2 * s),
    "Normal": lambda x, m, s: -(((x - m) / s) ** 2) / 2 - mp.log(s * mp.sqrt(2 * mp.pi)),
    "Gumbel": lambda x, m, s: -(x - m) / s - mp.exp(-(x - m) / s) - mp.log(s),
    "Logistic": lambda x, m, s: -(x - m) / s - 2 * mp.log1p(mp.exp(-(x - m) / s)) - mp.log(s),
    "ExpGamma": lambda x, a, m, s: (
        a * (x - m) / s - mp.exp((x - m) / s) - mp.loggamma(a) - mp.log(s)
    ),
    "GeneralizedNormal": lambda x, b, m, s: (
        mp.log(b / (2 * s * mp.gamma(1 / b))) - (abs(x - m) / s) ** b
    ),
    "GeneralizedGamma": lambda x, a, c, s: (
        mp.log(abs(c) / s) - mp.loggamma(a) + (a * c - 1) * mp.log(x / s) - (x / s) ** c
    ),
    "Pareto": lambda x, b, s: mp.log(b / s) - (b + 1) * mp.log(x / s),
    "Uniform": lambda x, a, b: -mp.log(b - a),
    "LogUniform": lambda x, a, b: -mp.log(x) - mp.log(mp.log(b / a)),
    "LogLogistic": lambda x, c, s: (
        mp.log(c / s) + (c - 1) * mp.log(x / s) - 2 * mp.log1p((x / s) ** c)
    ),
}
PLACES = {  # where p lives, or all that counts of that, cut where the integrand bends
    "Weibull": lambda *_: [0, 0.5, 2, mp.inf],
    "ExpGamma": lambda *_: [-60, -20, -5, 0, 2, 6],
    "GeneralizedNormal": lambda b, m, s: [-mp.inf, m, 0.5, mp.inf],
    "Pareto": lambda b, s: [s, 3, 30, mp.inf],
    "Uniform": lambda a, b: [a, b],
    "LogUniform": lambda a, b: [a, (a + b) / 2, b],
}


def divergence(p, q):
    def integrand(x):
        log_p, log_q = (LOG_DENSITIES[name](x, *map(mp.mpf, given)) for name, *given in (p, q))
        return mp.exp(log_p) * (log_p - log_q)

    name, *given = p
    return mp.quad(integrand, PLACES[name](*map(mp.mpf, given)))


SPECIAL = [  # where a formula is another one, or a distance is 0: and the parameter that tells
    (("Weibull", 1.0, 1.0), ("Laplace", 0.5, 1.0), 0),
    (("Weibull", 1.0, 1.5), ("Normal", 1.0, 1.0), 0),
    (("ExpGamma", 2.0, 0.0, 1.0), ("Gumbel", 0.0, 1.0), 4),
    (("GeneralizedNormal", 1.0, 0.0, 1.0), ("Normal", 0.5, 2.0), 0),
    (("GeneralizedNormal", 2.0, 0.0, 1.0), ("Laplace", 0.0, 1.0), 0),
    (("GeneralizedNormal", 2.0, 0.0, 1.0), ("Laplace", 0.0, 1.0), 2),
    (("Pareto", 2.0, 1.5), ("Gumbel", 1.0, 1.0), 0),
    (("Uniform", 0.0, 8.0), ("Normal", 0.0, 1.0), 0),
    (("Uniform", 0.0, 8.0), ("Normal", 0.0, 1.0), 2),
    (("Uniform", 0.0, 8.0), ("Logistic", 0.0, 1.0), 0),
    (("Uniform", -8.0, 0.0), ("Logistic", 0.0, 1.0), 1),
    (("Uniform", 0.0, 8.0), ("Logistic", 0.0, 1.0), 3),
    (("Uniform", 1.0, 2.0), ("GeneralizedGamma", 1.0, -1.0, 1.0), 3),
    (("LogUniform", 1.0, 200.0), ("LogLogistic", 2.0, 200.0), 1),
]


@pytest.mark.parametrize(("p", "q", "place"), SPECIAL)
def test_gradients_at_special_values_are_those_beside_them(p, q, place):
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    parameters = [*p[1:], *q[1:]]

    def at(x, make):
        moved = [*parameters[:place], x, *parameters[place + 1 :]]
        return make((p[0], *moved[: len(p) - 1]), (q[0], *moved[len(p) - 1 :]))

    def ours(p, q):
        return kb.kl(getattr(F, p[0])(*p[1:]), getattr(F, q[0])(*q[1:])).value

    with jax.enable_x64(True):
        slope = jax.grad(lambda x: at(x, ours))(parameters[place])
    with mp.workdps(20):
        step = mp.mpf(10) ** -5  # of its fourth power is what Richardson's rule leaves
        ends = [at(parameters[place] + k * step, divergence) for k in (-2, -1, 1, 2)]
        exact = (8 * (ends[2] - ends[1]) - (ends[3] - ends[0])) / (12 * step)
    assert float(slope) == pytest.approx(float(exact), rel=1e-11, abs=1e-12)
