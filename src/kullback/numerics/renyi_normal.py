"""Rényi divergences of normal laws, from the spectrum w of Σ_q⁻¹Σ_p - I.

Between P and Q lies the normal law whose precision is a Σ_p⁻¹ + b Σ_q⁻¹ with b = 1 - a. One variance
contributes, for a in (0, 1), half of (a/b) psi(-bw/(1+bw)) + psi(aw/(1+bw)) and, for a > 1, half of
psi(w) + psi(bw)/(a-1): terms that are never negative. The mean adds a z²/(2 (1+bw)).
"""

from typing import Any

import numpy as np

from kullback.numerics.covariance import Spectrum
from kullback.numerics.elementary import psi

Array = Any


def renyi_of_spectrum(spectrum: Spectrum, z: Array, alpha: float) -> Array:
    """Return the divergence of order `alpha` > 0; inf where no law lies at that order.

    `z` is the whitened difference of means in the eigenbasis.
    """
    if alpha == 1.0:
        return 0.5 * (spectrum.psi_sum() + np.sum(z * z, axis=-1))
    w, b = spectrum.w, 1.0 - alpha
    mixed = 1.0 + b * w
    exists = (mixed > 0.0) & (mixed < np.inf)
    mixed = np.where(exists, mixed, 1.0)
    variances = _below_one(spectrum, alpha, mixed) if alpha < 1.0 else _above_one(spectrum, alpha)
    value = 0.5 * (variances + alpha * np.sum(z * z / mixed, axis=-1))
    return np.where(exists.all(axis=-1), value, np.inf)


def _below_one(spectrum: Spectrum, a: float, mixed: Array) -> Array:
    w, lost, b = spectrum.w, spectrum.lost, 1.0 - a
    log_mixed = np.log1p(b * w)
    ratio = -b * w / mixed
    large = ratio < -0.5  # psi would lose the digits of 1/(1 + bw)
    to_p = np.where(large, ratio + log_mixed, psi(np.where(large, 0.0, ratio), np))
    step = a * w / mixed
    to_q = np.where(lost, step + log_mixed, psi(np.where(lost, 0.0, step), np))
    return np.sum(a / b * to_p + to_q, axis=-1) - spectrum.log_lost


def _above_one(spectrum: Spectrum, a: float) -> Array:
    mixed = (1.0 - a) * spectrum.w
    safe = np.where(mixed > -1.0, mixed, 0.0)
    return spectrum.psi_sum() + np.sum(psi(safe, np), axis=-1) / (a - 1.0)
