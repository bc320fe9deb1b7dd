"""How far is Q from P? The Kullback-Leibler divergence and everything that stands on it."""

import importlib
from typing import Any

__version__ = "0.1.0"

# Where each public name lives: rooms are loaded when first asked for (PEP 562), so that importing
# the package costs no more than importing NumPy.
_HOME = {
    "kl": "api.divergences",
    "jeffreys": "api.divergences",
    "jensen_shannon": "api.divergences",
    "renyi": "api.alpha",
    "tsallis": "api.alpha",
    "hellinger": "api.divergences",
    "bhattacharyya": "api.alpha",
    "total_variation": "api.divergences",
    "chi_square": "api.divergences",
    "f_divergence": "api.f_divergence",
    "entropy": "api.entropies",
    "cross_entropy": "api.entropies",
    "perplexity": "api.entropies",
    "mutual_information": "api.dependence",
    "conditional_entropy": "api.dependence",
    "conditional_mutual_information": "api.dependence",
    "total_correlation": "api.dependence",
    "conditional_kl": "api.chain_rule",
    "chain_rule": "api.chain_rule",
    "ChainRule": "api.chain_rule",
    "plan": "api.plan",
    "Plan": "api.plan",
    "project": "projection.verb",
    "Projection": "projection.projection",
    "Moments": "projection.constraints",
    "Marginals": "projection.constraints",
    "fit": "projection.fitting",
    "select": "projection.selection",
    "Selection": "projection.selection",
    "vuong": "projection.vuong",
    "compare": "comparison.verb",
    "Comparison": "comparison.comparison",
    "Counts": "distributions.counts",
    "Sample": "distributions.sample",
    "Table": "distributions.table",
    "Logits": "distributions.table",
    "LogProbs": "distributions.table",
    "Density": "distributions.density",
    "Mixture": "distributions.mixture",
    "Product": "distributions.product",
    "Result": "result",
    "Caution": "result",
    "KullbackError": "errors",
    "InvalidInputError": "errors",
    "NotNormalizedError": "errors",
    "NegativeProbabilityError": "errors",
    "ShapeError": "errors",
    "SupportError": "errors",
    "UnknownDistributionError": "errors",
    "NoMethodError": "errors",
    "MissingDependencyError": "errors",
    "ConvergenceError": "errors",
    "EngineError": "errors",
}
_MODULES = {
    "families": "distributions.families",
    "estimators": "estimators",
    "functional": "functional",
    "detection": "detection",
    "geometry": "geometry",
}

__all__ = ["__version__", *_HOME, *_MODULES]  # noqa: PLE0604  the names are strings


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = importlib.import_module(f"kullback.{_MODULES[name]}")
    elif name in _HOME:
        value = getattr(importlib.import_module(f"kullback.{_HOME[name]}"), name)
    else:
        raise AttributeError(f"module 'kullback' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
