"""Estimators of a policy's divergence: their exact means and mean gradients over a small policy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize

import kullback as kb
from kullback import functional as F  # noqa: N812

LOGITS = np.array([0.3, -1.0, 1.2, 0.0])
REF = np.log(np.array([0.1, 0.4, 0.2, 0.3]))
BEHAVIOR = np.log(np.array([0.4, 0.3, 0.2, 0.1]))
ACTIONS = np.arange(4)


@pytest.fixture(autouse=True)
def _double():
    with jax.enable_x64(True):
        yield


def kl(log_p, log_q):
    return jnp.sum(jnp.exp(log_p) * (log_p - log_q))


def mean_gradient(term, draws):
    """The exact mean, over the actions that `draws` gives, of the gradient with samples held fixed."""
    rows = jax.jacobian(lambda z: term(jax.nn.log_softmax(z)))(jnp.asarray(LOGITS))
    return np.exp(draws) @ np.asarray(rows)


PI = np.asarray(LOGITS - np.log(np.exp(LOGITS).sum()))


def test_values_have_the_mean_they_should():
    weight = np.exp(PI)
    wanted = float(kl(PI, REF))
    for estimator in ("k1", "k3"):
        found = F.policy_kl(PI, REF, estimator=estimator)
        assert weight @ found == pytest.approx(wanted, rel=1e-14)
    k2 = F.policy_kl(PI, REF, estimator="k2")
    np.testing.assert_allclose(k2, (PI - REF) ** 2 / 2.0, rtol=1e-14)
    assert np.all(F.policy_kl(PI, REF) >= 0.0)
    off = F.policy_kl(PI, REF, behavior_log_prob=BEHAVIOR)
    assert np.exp(BEHAVIOR) @ off == pytest.approx(wanted, rel=1e-14)


def test_the_loss_has_the_gradient_of_the_divergence_and_the_others_would_not():
    true = jax.grad(lambda z: kl(jax.nn.log_softmax(z), REF))(jnp.asarray(LOGITS))
    found = mean_gradient(lambda lp: F.policy_kl(lp, jnp.asarray(REF), role="loss"), PI)
    np.testing.assert_allclose(found, true, atol=1e-15)
    # what is refused, written out
    k1 = mean_gradient(lambda lp: lp - REF, PI)
    np.testing.assert_allclose(k1, 0.0, atol=1e-15)
    k3 = mean_gradient(lambda lp: jnp.expm1(REF - lp) - (REF - lp), PI)
    other = jax.grad(lambda z: kl(jnp.asarray(REF), jax.nn.log_softmax(z)))(jnp.asarray(LOGITS))
    np.testing.assert_allclose(k3, other, atol=1e-15)
    np.testing.assert_allclose(other, np.exp(PI) - np.exp(REF), atol=1e-15)
    assert np.max(np.abs(other - true)) > 0.1


def test_the_loss_of_other_draws_has_the_gradient_of_the_divergence():
    true = jax.grad(lambda z: kl(jax.nn.log_softmax(z), REF))(jnp.asarray(LOGITS))
    found = mean_gradient(
        lambda lp: F.policy_kl(
            lp, jnp.asarray(REF), behavior_log_prob=jnp.asarray(BEHAVIOR), role="loss"
        ),
        BEHAVIOR,
    )
    np.testing.assert_allclose(found, true, atol=1e-15)


@pytest.mark.parametrize("role", ["value", "reward"])
@pytest.mark.parametrize("estimator", [None, "k1", "k2", "k3"])
def test_values_and_rewards_take_any_estimator_and_carry_no_gradient(role, estimator):
    def total(log_prob, ref):
        return F.policy_kl(log_prob, ref, role=role, estimator=estimator, reduction="sum")

    slopes = jax.jit(jax.grad(total, argnums=(0, 1)))(jnp.asarray(PI), jnp.asarray(REF))
    assert all(bool(jnp.all(x == 0.0)) for x in slopes)


def test_defaults_are_those_of_the_role():
    for role, estimator in (("value", "k3"), ("reward", "k1"), ("loss", "k2")):
        np.testing.assert_array_equal(
            F.policy_kl(PI, REF, role=role), F.policy_kl(PI, REF, role=role, estimator=estimator)
        )


def test_nothing_is_clamped():
    assert F.policy_kl(np.array([0.0]), np.array([-50.0]), role="reward") == 50.0
    assert F.policy_kl(np.array([-50.0]), np.array([0.0])) == pytest.approx(np.exp(50.0), rel=1e-12)
    assert F.policy_kl(np.array([-1.0]), np.array([-np.inf])) == np.inf


def test_masked_actions_count_nothing_whatever_they_hold():
    log_prob = jnp.asarray([[-1.0, -jnp.inf], [-2.0, -0.5]])
    ref = jnp.asarray([[-1.5, -jnp.inf], [jnp.nan, -0.25]])
    mask = jnp.asarray([[1, 0], [0, 1]])

    def total(log_prob):
        return F.policy_kl(log_prob, ref, role="loss", mask=mask, reduction="token_mean")

    value, slope = jax.value_and_grad(total)(log_prob)
    assert float(value) == pytest.approx((0.5**2 + 0.25**2) / 4.0, rel=1e-14)
    np.testing.assert_allclose(slope, [[0.25, 0.0], [0.0, -0.125]])
    none = F.policy_kl(log_prob, ref, mask=0 * mask, reduction="token_mean")
    assert float(none) == 0.0


def test_refusals_say_why_and_what_to_do():
    for estimator, why in (("k1", "nothing but noise"), ("k3", "the other direction")):
        with pytest.raises(kb.InvalidInputError, match=f"{why}.*Use 'k2'"):
            F.policy_kl(PI, REF, role="loss", estimator=estimator)
    with pytest.raises(kb.InvalidInputError, match="`role` is 'penalty'"):
        F.policy_kl(PI, REF, role="penalty")
    with pytest.raises(kb.InvalidInputError, match="`estimator` is 'k4'"):
        F.policy_kl(PI, REF, estimator="k4")
    with pytest.raises(kb.InvalidInputError, match="`behavior_log_prob` was given"):
        F.policy_kl(PI, REF, role="reward", behavior_log_prob=BEHAVIOR)
    with pytest.raises(kb.ShapeError, match="`ref_log_prob`"):
        F.policy_kl(PI, REF[:2])


def train(step, draws=256, updates=800, seed=5):
    """Sampled gradient descent on a small policy; the mean of the last iterates' logarithms."""
    rng = np.random.default_rng(seed)
    slope = jax.jit(jax.grad(step))
    z, kept = jnp.zeros(4), []
    for i in range(updates):
        p = np.asarray(jax.nn.softmax(z))
        actions = rng.choice(4, size=draws, p=p / p.sum())
        z = z - 0.5 * slope(z, jnp.asarray(actions))
        if i >= updates // 2:
            kept.append(np.asarray(jax.nn.log_softmax(z)))
    return np.mean(kept, axis=0)


def test_a_policy_gradient_finds_the_tilted_reference():
    """The optimum of E[reward] - β D(π‖ref) is π ∝ ref exp(reward/β)."""
    reward, beta = jnp.asarray([1.0, 0.0, 0.5, -0.5]), 0.5
    ref = jnp.asarray(REF)

    def step(z, actions):
        log_prob = jax.nn.log_softmax(z)[actions]
        penalty = F.policy_kl(log_prob, ref[actions], role="loss", reduction="token_mean")
        gain = reward[actions] - jnp.mean(reward[actions])
        return -jnp.mean(gain * log_prob) + beta * penalty

    wanted = REF + np.asarray(reward) / beta
    wanted -= np.log(np.exp(wanted).sum())
    np.testing.assert_allclose(train(step), wanted, atol=0.05)  # 400 iterates of 256 draws


def test_a_policy_gradient_with_the_penalty_in_the_reward_finds_the_same():
    reward, beta = jnp.asarray([1.0, 0.0, 0.5, -0.5]), 0.5
    ref = jnp.asarray(REF)

    def step(z, actions):
        log_prob = jax.nn.log_softmax(z)[actions]
        total = reward[actions] - beta * F.policy_kl(log_prob, ref[actions], role="reward")
        return -jnp.mean((total - jnp.mean(total)) * log_prob)

    wanted = REF + np.asarray(reward) / beta
    wanted -= np.log(np.exp(wanted).sum())
    np.testing.assert_allclose(train(step), wanted, atol=0.05)


def test_distillation_forward_covers_and_reverse_seeks_a_mode():
    """A student with one peak, two parameters: forward matches the moments, reverse picks a peak."""
    grid = jnp.arange(41.0)
    teacher = jnp.log(
        0.6 * jnp.exp(-((grid - 10.0) ** 2) / 8.0) + 0.4 * jnp.exp(-((grid - 30.0) ** 2) / 8.0)
    )

    def fit(direction):
        def loss(theta):
            student = theta[0] * (grid - 20.0) / 10.0 - jnp.exp(theta[1]) * (grid - 20.0) ** 2 / 100
            return F.kl_logits(teacher=teacher, student=student, direction=direction)

        both = jax.jit(jax.value_and_grad(loss))
        start = np.array([-1.0, 0.0])
        theta = minimize(lambda x: tuple(map(np.asarray, both(x))), start, jac=True, tol=1e-9).x
        q = jax.nn.softmax(
            theta[0] * (grid - 20.0) / 10.0 - jnp.exp(theta[1]) * (grid - 20) ** 2 / 100
        )
        mean = float(q @ grid)
        return mean, float(q @ (grid - mean) ** 2)

    p = np.asarray(jax.nn.softmax(teacher))
    mean = p @ np.asarray(grid)
    variance = p @ (np.asarray(grid) - mean) ** 2
    assert fit("forward") == pytest.approx((mean, variance), rel=1e-3)
    seeking = fit("reverse")
    assert seeking[0] == pytest.approx(10.0, abs=0.5)
    assert seeking[1] == pytest.approx(4.0, rel=0.2)
