"""Neural lower bounds, by torch: for comparison with what others publish, and for rows by the million."""

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np

from kullback.errors import InvalidInputError
from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate, at_least
from kullback.estimators.cross_fitting import CERTAIN, deal, log_mean_exp, normalised
from kullback.numerics.whitening import whiten
from kullback.result import Caution

BOUNDS = ("donsker_varadhan", "nwj", "infonce")
_BATCH = 512
_RATE = 1e-3
_DECAY = 1.0  # of the weights; with less, a single row where P and Q hardly meet decides all
_VALIDATED = 5  # one row in so many tells when to stop
_PATIENCE = 20  # looks at those rows, none of them better, after which training ends
_LOOK = 20  # steps between looks


@dataclass(frozen=True)
class NeuralBound(DivergenceEstimator):
    r"""A perceptron T that makes a variational bound of D(P‖Q) as large as it can, asked on other rows.

    ``donsker_varadhan`` (as in MINE): :math:`E_P T - \log E_Q e^T`; ``nwj``: :math:`E_P T - E_Q e^{T-1}`;
    ``infonce``: the log chance to find one draw of P among those of Q.

    Limits: a lower bound only, and a loose one from few rows, for which `DensityRatio` is the better
    choice. ``infonce`` cannot exceed the logarithm of the number of Q's rows in a fold; the variance of
    ``nwj`` and ``donsker_varadhan`` grows as the exponential of the divergence (Song & Ermon 2020,
    th. 2). The answer depends on the seed.

    References
    ----------
    Belghazi et al. (2018), eq. 10. https://arxiv.org/abs/1801.04062
    Nguyen, Wainwright & Jordan (2010), lemma 1. :doi:`10.1109/TIT.2010.2068870`
    van den Oord, Li & Vinyals (2018), eq. 4. https://arxiv.org/abs/1807.03748
    Song & Ermon (2020). https://arxiv.org/abs/1910.06222
    """

    bound: str = "donsker_varadhan"
    hidden: tuple[int, ...] = (64, 64)
    steps: int = 2000
    folds: int = 2
    name: ClassVar[str] = "neural_bound"

    def __post_init__(self) -> None:
        if self.bound not in BOUNDS:
            raise InvalidInputError(f"`bound` is {self.bound!r}; known: {', '.join(BOUNDS)}.")
        if not at_least(self.folds, 2) or not at_least(self.steps, 1):
            raise InvalidInputError(
                f"`folds` is {self.folds!r} and `steps` {self.steps!r}; there are 2 folds or more, and 1 "
                "step or more."
            )
        if not all(at_least(width, 1) for width in self.hidden):
            raise InvalidInputError(f"`hidden` is {self.hidden!r}; it holds the widths of layers.")

    def refuses(self, draws: Draws) -> str | None:
        """Return that torch is missing, or too few rows to learn from."""
        if importlib.util.find_spec("torch") is None:
            return "torch is not installed: pip install 'kullback[torch]'"
        if draws.weights_x is not None or draws.weights_y is not None:
            return "its batches are not weighted"
        if min(draws.n, draws.m) < 20 * self.folds:
            return f"{self.folds} folds need {20 * self.folds} rows a side"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the bound on the rows that the perceptron has not seen, fold by fold."""
        white = whiten(draws.x, draws.y)
        fold_x, fold_y = (deal(rows, self.folds, draws) for rows in (draws.n, draws.m))
        log_x, log_y = np.empty(draws.n), np.empty(draws.m)
        for fold in range(self.folds):
            out_x, out_y = fold_x == fold, fold_y == fold
            critic = _learnt(self, white.x[~out_x], white.y[~out_y], draws)
            log_x[out_x], log_y[out_y] = self._ratios(
                critic(white.x[out_x]), critic(white.y[out_y])
            )
            if draws.progress is not None:
                draws.progress((fold + 1) / self.folds)
        ratio = np.exp(log_y)
        value = float(log_x.mean())
        if self.bound == "nwj":
            value += 1.0 - float(ratio.mean())
        return Estimate(value, log_x, ratio, 0.0, (_LOWER,))

    def _ratios(self, on_x: Array, on_y: Array) -> tuple[Array, Array]:
        """Return log p/q at rows of both sides, as the bound reads it from the critic's values."""
        on_x, on_y = np.clip(on_x, -CERTAIN, CERTAIN), np.clip(on_y, -CERTAIN, CERTAIN)
        if self.bound == "nwj":
            return on_x - 1.0, on_y - 1.0
        total = log_mean_exp(on_y, normalised(None, len(on_y)))
        if self.bound == "donsker_varadhan":
            return on_x - total, on_y - total
        rivals = total + np.log(len(on_y))
        return on_x - np.logaddexp(on_x, rivals) + np.log(1 + len(on_y)), on_y - total


_LOWER = Caution(
    "lower_bound", "A neural bound, learnt by gradient steps: it may lie far below the divergence."
)


def _learnt(options: NeuralBound, x: Array, y: Array, draws: Draws) -> Callable[[Array], Array]:
    """Return the critic whose bound was largest on rows held back from training."""
    import torch

    seed = int(draws.rng.integers(2**31))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        widths = (x.shape[1], *options.hidden)
        layers: list[Any] = []
        for before, after in pairwise(widths):
            layers += [torch.nn.Linear(before, after), torch.nn.SiLU()]
        critic = torch.nn.Sequential(*layers, torch.nn.Linear(widths[-1], 1))
    steps = torch.optim.AdamW(critic.parameters(), _RATE, weight_decay=_DECAY)
    (x, held_x), (y, held_y) = (
        _parted(torch.as_tensor(side, dtype=torch.float32)) for side in (x, y)
    )
    best, kept, waited = -np.inf, critic.state_dict(), 0
    chosen = torch.Generator().manual_seed(seed)
    for step in range(options.steps):
        batch_x, batch_y = (
            side[torch.randint(len(side), (min(_BATCH, len(side)),), generator=chosen)]
            for side in (x, y)
        )
        steps.zero_grad()
        (-_bound(options.bound, critic(batch_x)[:, 0], critic(batch_y)[:, 0])).backward()
        steps.step()
        if step % _LOOK == _LOOK - 1:
            with torch.no_grad():
                seen = float(_bound(options.bound, critic(held_x)[:, 0], critic(held_y)[:, 0]))
            waited += 1
            if seen > best:
                best, waited = seen, 0
                kept = {name: value.clone() for name, value in critic.state_dict().items()}
            if waited == _PATIENCE:
                break
    critic.load_state_dict(kept)

    def values(rows: Array) -> Array:
        with torch.no_grad():
            said = critic(torch.as_tensor(rows, dtype=torch.float32))[:, 0]
        return np.asarray(said.double().numpy())

    return values


def _parted(rows: Any) -> tuple[Any, Any]:
    """Return rows to learn from, and every fifth, which tells when to stop."""
    held = np.arange(len(rows)) % _VALIDATED == 0
    return rows[~held], rows[held]


def _bound(name: str, on_x: Any, on_y: Any) -> Any:
    """Return the bound of a batch, a torch scalar."""
    import torch

    if name == "nwj":
        return on_x.mean() - torch.exp(on_y - 1.0).mean()
    total = torch.logsumexp(on_y, 0)
    if name == "donsker_varadhan":
        return on_x.mean() - total + np.log(len(on_y))
    return (on_x - torch.logaddexp(on_x, total)).mean() + np.log(1 + len(on_y))
