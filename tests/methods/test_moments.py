"""Divergences from expectations of what log q is linear in."""

import pytest

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
