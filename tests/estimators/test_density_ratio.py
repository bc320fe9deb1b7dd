"""Classifiers of the caller's in the stack."""

import numpy as np

import kullback as kb
from kullback.estimators.ratio_members import Classified, Pair


class ByMean:
    """What scikit-learn's classifiers look like: normals of unit variance about either mean."""

    def fit(self, rows, label, sample_weight=None):
        self.apart = rows[label == 1].mean() - rows[label == 0].mean()
        self.middle = 0.5 * (rows[label == 1].mean() + rows[label == 0].mean())
        self.prior = np.log(label.mean() / (1.0 - label.mean()))

    def predict_proba(self, rows):
        logit = self.apart * (rows[:, 0] - self.middle) + self.prior
        chance = 1.0 / (1.0 + np.exp(-logit))
        return np.stack([1.0 - chance, chance], axis=1)


def test_its_logit_is_the_ratio_as_if_samples_were_of_one_size():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((4000, 1)), 0.5 + rng.standard_normal((1000, 1))
    given = ByMean()
    log_ratio = Classified(given).fit(Pair(x, y, np.ones(4000), np.ones(1000)))
    at = np.array([[-1.0], [0.25], [2.0]])
    np.testing.assert_allclose(log_ratio(at), 0.125 - 0.5 * at[:, 0], atol=0.12)
    assert not vars(given)  # the caller's own is left unfitted


def test_it_answers_in_the_stack():
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((400, 1)), 1.0 + rng.standard_normal((700, 1))
    method = kb.estimators.DensityRatio(classifiers=(ByMean(),))
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method=method)
    assert abs(found.value - 0.5) < 4.0 * found.error
