"""Log densities of a pair: the form without cancellation is used where it keeps more digits."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families import Normal, StudentT
from kullback.methods.densities import logs_of_pair


def test_families_far_apart_are_compared_by_subtraction():
    # the ratio of a normal to a Student t by what separates the two families cancels far from
    # equality: log p/q was 1e-12 wrong, and the bound of the integral did not know
    p, q = Normal(0.0, 6.4), StudentT(3.5, 2.7, 0.08)
    x = np.linspace(-20.0, 20.0, 101)
    u = logs_of_pair(p, q, x).u
    for at, value in zip(x, u, strict=True):
        with mp.workdps(40):
            z, w, df = (
                mp.mpf(at) / mp.mpf(6.4),
                (mp.mpf(at) - mp.mpf(2.7)) / mp.mpf(0.08),
                mp.mpf(3.5),
            )
            log_p = -z * z / 2 - mp.log(mp.mpf(6.4)) - mp.log(2 * mp.pi) / 2
            constant = mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2
            log_q = constant - mp.log(mp.mpf(0.08)) - (df + 1) / 2 * mp.log1p(w * w / df)
            assert abs(value - float(log_p - log_q)) <= 1e-14 * float(abs(log_p) + abs(log_q))


def test_the_bound_holds_for_a_narrow_heavy_tail_inside_a_wide_normal():
    p = Normal(-1.9696713722865091, 6.3873203596774735)
    q = StudentT(3.4554511371486716, 0.6870211327027163, 0.08175462868333087)
    result = kb.kl(p, q)
    true = 9.534526374547533989601649026310  # by 25-digit quadrature of the log densities
    assert float(result) == pytest.approx(true, abs=result.error + np.spacing(true))
    assert result.error < 1e-12
