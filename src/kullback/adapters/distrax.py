"""Distributions of distrax become ours: they are named, and their parameters too, as TFP's are."""

from kullback.adapters.tensorflow_probability import adapt

__all__ = ["adapt"]
