"""What torch, NumPyro, TFP and distrax make of other distributions: events, mixtures, images, cuts.

`adapt` is the library's own adapter, to which the parts go. A library's name for a part stands in the
list of names that are tried.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import array_api_compat
import numpy as np

from kullback.adapters.parametric import chances, derived
from kullback.distributions import bijections as maps
from kullback.distributions import families as f
from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Bijection
from kullback.distributions.derived import Derived
from kullback.distributions.family import Family
from kullback.distributions.image import folded, image
from kullback.distributions.mixture import Mixture
from kullback.distributions.native import is_tracked
from kullback.distributions.normal_quantiles import NormalProbability
from kullback.distributions.product import Independent
from kullback.distributions.simplex_maps import CentredSoftmax, StickBreaking
from kullback.distributions.transformed import Shifted
from kullback.distributions.vector_maps import Linear, Permutation, VectorMap
from kullback.errors import InvalidInputError, SupportError, UnknownDistributionError

Array = Any
Adapt = Callable[[Any], Distribution]
Get = Callable[..., Array]
Step = Bijection | VectorMap | None
"""What carries numbers, or vectors; None is the absolute value."""
Steps = tuple[Step, ...]


def composite(obj: Any, name: str, get: Get, adapt: Adapt) -> Distribution | None:
    """Return a distribution made of others as one of ours; None if it is made of none."""
    if name in _NO_LAW:
        raise SupportError(f"A {name} is no probability distribution: {_NO_LAW[name]}.")
    if name == "Independent":
        n = int(get("reinterpreted_batch_ndims"))
        base = adapt(get("base_dist", "distribution"))
        return Independent(base, n) if n else base
    if name == "Sample":
        shape = tuple(int(n) for n in get("sample_shape", "_sample_shape").ravel())
        return Independent(_expanded(adapt(get("distribution")), shape), len(shape))
    if name == "ExpandedDistribution":
        return _expanded(adapt(get("base_dist")), tuple(get("batch_shape")))
    if name == "BatchBroadcast":
        return _expanded(adapt(get("distribution")), tuple(get("batch_shape")))
    if name in _MIXTURES:
        return _mixture(name, get, adapt)
    if name in (
        "TwoSidedTruncatedDistribution",
        "LeftTruncatedDistribution",
        "RightTruncatedDistribution",
    ):
        return _truncated(adapt(get("base_dist")), get)
    steps = get("transforms", "bijector", default=None)
    if steps is None:
        return None
    return _carried(adapt(get("base_dist", "distribution")), steps)


_MIXTURES = ("MixtureSameFamily", "MixtureGeneral", "Mixture", "MixtureOfTwo")


def _mixture(name: str, get: Get, adapt: Adapt) -> Mixture:
    """Return a mixture of one family's batch, or of components that were listed."""
    parts: Any
    if name == "MixtureOfTwo":
        weights = derived(lambda xp, a: xp.stack([a, 1.0 - a], axis=-1), get("prob_a", "_prob_a"))
        parts = [adapt(get("_component_a")), adapt(get("_component_b"))]
    else:
        names = ("mixture_distribution", "mixing_distribution", "cat")
        weights = chances(getter(get(*names)))
        if name == "MixtureSameFamily":
            parts = adapt(get("component_distribution", "components_distribution"))
        else:
            parts = [adapt(part) for part in get("component_distributions", "components")]
    return Mixture(weights.value(), parts)


def getter(obj: Any) -> Get:
    """Return a function that gives the first of the named attributes of an object that is not None."""

    def get(*names: str, default: Any = ...) -> Any:
        for name in names:
            value = _given_logits(obj) if name == "_given_logits" else getattr(obj, name, None)
            if value is not None:
                return _released(value)
        if default is ...:
            raise UnknownDistributionError(
                f"{type(obj).__name__} has none of the parameters {', '.join(names)}."
            )
        return default

    return get


def _released(value: Any) -> Any:
    """Return a parameter without torch's mark of a gradient, where none is asked for (`no_grad`)."""
    if is_foreign_array(value) and getattr(value, "requires_grad", False) and not is_tracked(value):
        return value.detach()
    return value


def _given_logits(obj: Any) -> Any:
    """Return the logits, where an object was made from these; None where from probabilities.

    torch's one hot and multinomial ones keep a categorical one inside.
    """
    inner = vars(obj).get("_categorical", obj)
    own = vars(inner)
    if type(inner).__module__.startswith("torch."):
        given = own.get("_param", own.get("probs", own.get("logits")))
        return given if given is own.get("logits") else None
    if type(obj).__name__.endswith("Logits"):
        return own.get("logits")
    return own.get("_logits")


def _expanded(base: Distribution, shape: tuple[int, ...]) -> Distribution:
    """Return a batch of equal distributions."""
    if base.batch_shape == shape:
        return base
    if isinstance(base, Independent):
        return Independent(_expanded(base.base, shape + base.event_batch), base.ndims)
    if isinstance(base, Shifted):
        return replace(base, base=_expanded(base.base, shape))
    if not isinstance(base, Family):
        raise UnknownDistributionError(
            f"{base!r} is expanded to {shape}, which is known here for single families only."
        )
    wide = {}
    for name, value, event in base.parameters():
        full = (*shape, *np.shape(value)[np.ndim(value) - event :])
        wide[name] = _broadcast(value, full)
    return replace(base, **wide)


def _broadcast(value: Any, shape: tuple[int, ...]) -> Any:
    if isinstance(value, Derived):
        return derived(
            lambda xp, *given: xp.broadcast_to(value.formula(xp, *given), shape), *value.given
        )
    xp = array_api_compat.array_namespace(value) if is_foreign_array(value) else np
    return xp.broadcast_to(value, shape)


def _truncated(base: Distribution, get: Get) -> Distribution:
    low, high = get("low", default=-np.inf), get("high", default=np.inf)
    if not isinstance(base, f.Normal):
        raise UnknownDistributionError(
            f"{type(base).__name__} cut off is not known here; a normal distribution is."
        )
    cut: Distribution = f.TruncatedNormal(base.mean, base.sd, low, high)
    return cut


def _carried(base: Distribution, steps: Any) -> Distribution:
    """Return the image of the base under a chain of transforms, from first to last."""
    numbers = base.support.space.ordered
    try:
        for step in _chain(steps):
            base = folded(base) if step is None else image(base, step)
    except InvalidInputError as error:
        if numbers:
            raise
        raise UnknownDistributionError(str(error)) from error  # of vectors less is known here
    return base


def _chain(steps: Any) -> Iterator[Step]:
    """Yield the bijections of a chain, first to last; None for the absolute value."""
    if isinstance(steps, list | tuple):
        for step in steps:
            yield from _chain(step)
        return
    name, get = type(steps).__name__, getter(steps)
    if name == "ComposeTransform":
        yield from _chain(list(get("parts")))
    elif name == "Chain":
        yield from _chain(list(get("bijectors"))[::-1])
    elif name in ("_InverseTransform", "Invert", "Inverse"):
        inner = list(_chain(get("_inv", "bijector")))
        for step in inner[::-1]:
            if step is None:
                raise UnknownDistributionError("The absolute value has no inverse.")
            yield step.inverse
    elif name in ("IndependentTransform", "Block"):  # of entries, each by itself
        yield from _chain(get("base_transform", "bijector"))
    elif name in _STEPS:
        yield from _STEPS[name](get)
    else:
        raise UnknownDistributionError(f"The transform {name} is not known here.")


_CENSORED = "its log density is the likelihood of a censored observation; ask about its `base_dist`"
_NO_LAW = {
    "MaskedDistribution": "its log density is replaced by 0 in places; ask about its `base_dist`",
    "Masked": "its log density is replaced by 0 in places; ask about its `distribution`",
    "LeftCensoredDistribution": _CENSORED,
    "RightCensoredDistribution": _CENSORED,
    "IntervalCensoredDistribution": _CENSORED,
    "ImproperUniform": "its density has no finite total",
    "Unit": "it has no outcomes",
}


def _scaled(get: Get) -> Steps:
    """Return the step of a scale, which TFP also takes as its logarithm."""
    scale = get("scale", default=None)
    if scale is None:
        scale = derived(lambda xp, v: xp.exp(v), get("log_scale")).value()
    return (maps.Affine(get("shift", default=0.0), scale),)


def _sigmoid(get: Get) -> Steps:
    """Return the steps of a sigmoid, which TFP also stretches to reach from `low` to `high`."""
    low, high = get("low", default=None), get("high", default=None)
    if low is None or high is None:
        return (maps.Sigmoid(),)
    return (maps.Sigmoid(), maps.Affine(low, high - low))


def _softplus(get: Get) -> Steps:
    """Return the steps of a softplus, which TFP also softens and raises."""
    soft, low = get("hinge_softness", default=None), get("low", default=None)
    steps: Steps = (maps.Softplus(),)
    if soft is not None:
        steps = (maps.Affine(0.0, 1.0 / soft), *steps, maps.Affine(0.0, soft))
    return steps if low is None else (*steps, maps.Affine(low, 1.0))


def _probability(get: Get) -> Steps:
    """Return the steps of a normal distribution function: standardised, and the standard one."""
    law = get("distribution")
    if type(law).__name__ != "Normal":
        raise UnknownDistributionError(
            f"The distribution function of {type(law).__name__} is not known here."
        )
    inner = getter(law)
    loc, scale = inner("loc"), inner("scale")
    return (maps.Affine(-loc / scale, 1.0 / scale), NormalProbability())


def _matrix(get: Get) -> Steps:
    """Return the step of a matrix, which TFP gives as an operator."""
    matrix = get("scale").to_dense()
    return (Linear(np.zeros(matrix.shape[-1]), matrix),)


_STEPS: dict[str, Callable[[Get], Steps]] = {
    "AffineTransform": lambda get: (maps.Affine(get("loc"), get("scale")),),
    "ScalarAffine": _scaled,
    "Scale": _scaled,
    "Shift": lambda get: (maps.Affine(get("shift"), 1.0),),
    "ExpTransform": lambda get: (maps.Exp(),),
    "Exp": lambda get: (maps.Exp(),),
    "Log": lambda get: (maps.Log(),),
    "Expm1": lambda get: (maps.Exp(), maps.Affine(-1.0, 1.0)),
    "Log1p": lambda get: (maps.Affine(1.0, 1.0), maps.Log()),
    "SigmoidTransform": lambda get: (maps.Sigmoid(),),
    "Sigmoid": _sigmoid,
    "TanhTransform": lambda get: (maps.Tanh(),),
    "Tanh": lambda get: (maps.Tanh(),),
    "SoftplusTransform": lambda get: (maps.Softplus(),),
    "Softplus": _softplus,
    "PowerTransform": lambda get: (maps.Power(get("exponent")),),
    "Power": lambda get: (maps.Power(get("power")),),
    "Square": lambda get: (maps.Power(2.0),),
    "Reciprocal": lambda get: (maps.Power(-1.0),),
    "AbsTransform": lambda get: (None,),
    "AbsoluteValue": lambda get: (None,),
    "CumulativeDistributionTransform": _probability,
    "NormalCDF": lambda get: (NormalProbability(),),
    "StickBreakingTransform": lambda get: (StickBreaking(),),
    "IteratedSigmoidCentered": lambda get: (StickBreaking(),),
    "SoftmaxCentered": lambda get: (CentredSoftmax(),),
    "LowerCholeskyAffine": lambda get: (Linear(get("loc"), get("scale_tril")),),
    "ScaleMatvecDiag": _matrix,
    "ScaleMatvecTriL": _matrix,
    "ScaleMatvecLinearOperator": _matrix,
    "PermuteTransform": lambda get: (Permutation(tuple(map(int, get("permutation")))),),
    "Permute": lambda get: (Permutation(tuple(map(int, get("permutation")))),),
    "IdentityTransform": lambda get: (),
    "Identity": lambda get: (),
}
