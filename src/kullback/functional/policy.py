"""The divergence of a policy from a reference, from the log-probabilities of sampled actions."""

from typing import Any

from kullback.errors import InvalidInputError
from kullback.functional.reductions import (
    REDUCTIONS,
    computed_in,
    floating,
    kept,
    one_of,
    reduced,
    returned_in,
    same_shape,
)
from kullback.numerics.backends import special
from kullback.numerics.elementary import expm1_minus

Array = Any

ESTIMATORS = ("k1", "k2", "k3")
DEFAULTS = {"value": "k3", "reward": "k1", "loss": "k2"}

# Why an estimator of the value is no loss: the samples are held fixed when it is differentiated.
_NO_LOSS = {
    "k1": "its gradient is that of log π(x), whose mean under π is 0: nothing but noise is learnt",
    "k3": "the mean of its gradient is that of D(ref‖π), the other direction",
}


def policy_kl(
    log_prob: Array,
    ref_log_prob: Array,
    *,
    behavior_log_prob: Array | None = None,
    estimator: str | None = None,
    role: str = "value",
    mask: Array | None = None,
    reduction: str = "none",
) -> Array:
    r"""Return an estimate of D(π‖ref) from actions that π drew, fit for the role it is to play.

    .. math:: k_1 = -\log r, \quad k_2 = \tfrac12 (\log r)^2, \quad k_3 = r - 1 - \log r,
        \qquad r = \mathrm{ref}(x) / π(x)

    k1 and k3 have the mean D(π‖ref), and k3 is never negative. But their gradients, with the
    samples held fixed, have not the mean ∇D(π‖ref): that of k1 is 0, that of k3 is ∇D(ref‖π). Only
    k2's is, so it is the loss; its value is biased. Nothing is ever clamped.

    Parameters
    ----------
    log_prob, ref_log_prob : array, one shape
        Log-probabilities of the drawn actions, for language models tokens, under π and ref.
    behavior_log_prob : array, optional
        Those under the policy that drew, where that was not π: the estimate is multiplied by
        π/behavior of the same action, held constant. Given the state only: what the earlier
        actions of a sequence were, is not reweighted.
    estimator : {None, "k1", "k2", "k3"}
        By default k3 as a value, k1 as a reward, k2 as a loss.
    role : {"value", "loss", "reward"}
        A value, to be shown, and a reward, to be subtracted from rewards, carry no gradient. A loss
        has the gradient of D(π‖ref) in `log_prob`, and none in the others: of each action given its
        state, without what it does to later states of a sequence.
    mask : array, optional
        True, or anything but 0, for an action that counts.
    reduction : {"none", "token_mean", "batch_mean", "sum"}
        Every action's value; the sum divided by the number of actions that count (0 if none does);
        the sum divided by the length of the first axis; the sum.

    Returns
    -------
    array
        In nats, in single precision where the input is half.

    Raises
    ------
    InvalidInputError
        For an unknown role, estimator or reduction; for k1 or k3 as a loss; for a reward with
        behaviour weights.
    ShapeError
        When the shapes differ.

    References
    ----------
    Schulman (2020), "Approximating KL divergence". http://joschu.net/blog/kl-approx.html
    Tang & Munos (2025), on the gradients. https://arxiv.org/abs/2506.09477

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> log_prob, ref_log_prob = np.log([0.5, 0.25]), np.log([0.25, 0.5])
    >>> F.policy_kl(log_prob, ref_log_prob)
    array([0.1931..., 0.3068...])
    >>> F.policy_kl(log_prob, ref_log_prob, role="reward")
    array([ 0.6931..., -0.6931...])
    """
    one_of("role", role, tuple(DEFAULTS))
    one_of("reduction", reduction, REDUCTIONS)
    estimator = _estimator(estimator, role)
    if role == "reward" and behavior_log_prob is not None:
        raise InvalidInputError(
            "`behavior_log_prob` was given for `role`='reward'; the policy gradient that is fed with "
            "the reward carries the ratio already, so leave it out here."
        )
    named = [("ref_log_prob", ref_log_prob)]
    if behavior_log_prob is not None:
        named.append(("behavior_log_prob", behavior_log_prob))
    xp, arrays = floating(("log_prob", log_prob), *named)
    for (name, _), x in zip(named, arrays[1:], strict=True):
        same_shape(("log_prob", arrays[0]), (name, x))
    counted = kept(mask, arrays[0].shape, arrays[0], xp)
    dtype = returned_in(xp, *arrays)
    arrays = [computed_in(x, xp) for x in arrays]
    if counted is not None:  # before any arithmetic: inf - inf would poison the gradient
        arrays = [xp.where(counted, x, xp.zeros_like(x)) for x in arrays]
    constant = special(xp).constant
    log_pi, ref, *behavior = (arrays[0], *map(constant, arrays[1:]))
    log_pi = log_pi if role == "loss" else constant(log_pi)
    values = _estimate(estimator, ref - log_pi, xp)
    if behavior:
        values = values * xp.exp(constant(log_pi) - behavior[0])
    return reduced(values, counted, reduction, xp, dtype)


def _estimator(estimator: str | None, role: str) -> str:
    """Return the estimator by name, refusing a loss with the gradient of something else."""
    if estimator is None:
        return DEFAULTS[role]
    one_of("estimator", estimator, ESTIMATORS)
    if role == "loss" and estimator in _NO_LOSS:
        raise InvalidInputError(
            f"`estimator` is {estimator!r} and `role` is 'loss': {_NO_LOSS[estimator]}. Use 'k2', whose "
            "gradient has the mean of that of D(π‖ref), or `kl_logits` where the logits are at hand."
        )
    return estimator


def _estimate(estimator: str, log_r: Array, xp: Any) -> Array:
    match estimator:
        case "k1":
            return -log_r
        case "k2":
            return 0.5 * log_r * log_r
    return expm1_minus(log_r, xp)
