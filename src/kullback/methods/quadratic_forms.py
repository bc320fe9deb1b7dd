"""Normal and Student t laws of vectors: by moments, or by a double integral of a Laplace transform."""

import math
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.measures.kl import KL
from kullback.methods.batches import entry, indices
from kullback.methods.entries import DIVERGES
from kullback.methods.registry import Answer, Question, method
from kullback.numerics import covariance
from kullback.numerics.student_vectors import (
    Form,
    divergence_from_normal,
    log_normaliser,
    mean_log_one_plus,
    own_mean_log,
)

Array = Any

_EPS = float(np.finfo(float).eps)
_LOG_2PI = math.log(2.0 * math.pi)


def _form(d: Distribution) -> MultivariateNormal | MultivariateStudentT | None:
    """Return the distribution as a normal or t law of vectors; None if it is none."""
    kinds = (MultivariateNormal, MultivariateStudentT)
    return next((form for form in d.forms() if isinstance(form, kinds)), None)


def _refuses(question: Question) -> str | None:
    for side in (question.p, question.q):
        if side.support.space.kind != "vectors" or _form(side) is None:
            return f"{type(side).__name__} is no normal or Student t law of vectors"
        if side.caveats:
            return f"{type(side).__name__} has a density in a subspace only"
    return None


def _refuses_moments(question: Question) -> str | None:
    refusal = _refuses(question)
    if refusal is not None:
        return refusal
    if isinstance(_form(question.p), MultivariateNormal):
        return "`p` is a normal law"
    return None if isinstance(_form(question.q), MultivariateNormal) else "`q` is no normal law"


def _refuses_integral(question: Question) -> str | None:
    refusal = _refuses(question)
    if refusal is not None:
        return refusal
    if isinstance(_form(question.q), MultivariateNormal):
        return "`q` is a normal law, for which moments suffice"
    return None


@method(
    "matched_normal",
    "exact",
    measures=(KL,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses_moments,
)
def matched_normal(question: Question) -> Answer:
    """Return D(t‖N) = D(t‖N*) + D(N*‖N), N* the normal law of the same mean and covariance."""
    p: Any = _form(question.p)
    q: Any = _form(question.q)
    exists = p.df > 2.0
    df = np.where(exists, p.df, 3.0)
    matched = MultivariateNormal(p.loc, p.shape * (df / (df - 2.0))[..., None, None])
    value = divergence_from_normal(df, p.dim) + matched.kl(q, np)
    cautions = () if np.all(exists) else (DIVERGES,)
    return Answer(np.where(exists, value, np.inf)[()], cautions=cautions)


@method(
    "quadratic_forms",
    "numerical",
    measures=(KL,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses_integral,
)
def quadratic_forms(question: Question) -> Answer:
    """Return E log p/q with E log(1 + Q/df) of q's quadratic form from its Laplace transform."""
    p: Any = _form(question.p)
    q: Any = _form(question.q)
    shape, places = indices(p, q)
    found = [_single(entry(p, shape, at), entry(q, shape, at)) for at in places]
    value = np.array([v for v, _ in found]).reshape(shape)[()]
    error = np.array([e for _, e in found]).reshape(shape)[()]
    return Answer(value, error)


def _single(p: Any, q: Any) -> tuple[float, float]:
    """Return the divergence of one pair, and the bound on its error.

    It is never negative, so a value below 0 is one of 0 within the error.
    """
    is_t = isinstance(p, MultivariateStudentT)
    mean, matrix = (p.loc, p.shape) if is_t else (p.mean, p.cov)
    if is_t and p.kl(q, np) is not None:
        return 0.0, 0.0
    d, own = q.dim, covariance.factor(matrix)
    spectrum = covariance.relative_spectrum(matrix - q.shape, own, q.factor, vectors=True)
    gap = covariance.whiten(q.factor, np.asarray(mean - q.loc)[:, None])
    assert spectrum.vectors is not None
    rotated = (spectrum.vectors.T @ gap)[:, 0]
    form = Form(np.maximum(1.0 + spectrum.w, 0.0), rotated**2, float(p.df) if is_t else np.inf)
    mean_log, error = mean_log_one_plus(form, float(q.df))
    half = 0.5 * (float(q.df) + d)
    parts = [
        -0.5 * float(covariance.log_determinant_ratio(own, q.factor)),
        -float(log_normaliser(q.df, d)),
        half * mean_log,
    ]
    if is_t:
        body = 0.5 * (p.df + d) * own_mean_log(p.df, d)
        parts += [float(log_normaliser(p.df, d)), -float(body)]
    else:
        parts.append(-0.5 * d * (1.0 + _LOG_2PI))
    rounding = 8.0 * _EPS * math.fsum(map(abs, parts))
    return max(math.fsum(parts), 0.0), half * error + rounding
