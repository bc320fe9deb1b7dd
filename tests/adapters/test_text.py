"""Text is parsed, never evaluated, and says what is wrong with it."""

import subprocess
import sys

import numpy as np
import pytest

from kullback.adapters.text import adapt
from kullback.distributions import families
from kullback.distributions.transformed import Shifted
from kullback.errors import InvalidInputError, UnknownDistributionError


def test_positional_and_named_arguments_are_those_of_scipy():
    p = adapt("norm(1, 2)")
    assert (p.mean, p.sd) == (1.0, 2.0)
    p = adapt(" gamma(2, scale=3) ")
    assert isinstance(p, families.Gamma)
    assert (p.shape, p.scale) == (2.0, 3.0)
    p = adapt("randint(1, 7)")
    assert (p.low, p.high) == (1.0, 6.0)


def test_a_bare_name_is_the_standard_distribution():
    p = adapt("norm")
    assert (p.mean, p.sd) == (0.0, 1.0)


def test_a_minus_sign_and_lists_are_read():
    assert adapt("norm(-1, 1)").mean == -1.0
    assert adapt("norm([-1, 2.5], 1)").mean.tolist() == [-1.0, 2.5]


def test_a_location_that_the_family_lacks_shifts_it():
    p = adapt("expon(3, scale=2)")
    assert isinstance(p, Shifted)
    assert (float(p.loc), float(p.base.scale)) == (3.0, 2.0)


def test_what_is_no_family_here_is_taken_from_scipy():
    p = adapt("skewnorm(0, loc=1)")  # without skew it is normal
    assert p.log_density(np.array([1.5]), np)[0] == pytest.approx(-0.125 - 0.5 * np.log(2 * np.pi))
    assert isinstance(adapt("dirichlet([1, 2])"), families.Dirichlet)
    q = adapt("multivariate_normal([0, 0], [[1, 0], [0, 1]])")
    assert isinstance(q, families.MultivariateNormal)


def test_families_need_no_scipy_stats():
    code = (
        "import sys\nfrom kullback.adapters.text import adapt\n"
        "adapt('gamma(2, scale=3)'), adapt('t(3)'), adapt('beta(1, 2)')\n"
        "assert 'scipy.stats' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "src"})


@pytest.mark.parametrize(
    ("text", "close"), [("gama(2)", "gamma"), ("normal(0, 1)", "norm"), ("poison(2)", "poisson")]
)
def test_an_unknown_name_is_answered_with_close_ones(text, close):
    with pytest.raises(UnknownDistributionError, match=f"`{close}`"):
        adapt(text)


@pytest.mark.parametrize("text", ["linregress(1)", "rv_continuous()", "print(1)", "eval('1')"])
def test_only_distributions_are_looked_up(text):
    with pytest.raises((UnknownDistributionError, InvalidInputError)):
        adapt(text)


@pytest.mark.parametrize(
    "text",
    [
        "norm(0, nan)",
        "norm(0, inf)",
        "norm(0, 1e999)",
        "norm(0, 1j)",
        "norm(True)",
        "norm(x)",
        "norm(1 + 2)",
        "norm('0')",
        "norm(*[1])",
        "norm(**{'loc': 1})",
        "norm(__import__('os'))",
        "norm([1, [2]])",
        "norm(" + "-" * 500 + "1)",
    ],
)
def test_an_argument_that_is_no_literal_number_is_refused(text):
    with pytest.raises(InvalidInputError):
        adapt(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "norm(1",
        "3",
        "os.system('x')",
        "norm(0, 1)(2)",
        "lambda: 1",
        "a = 1",
        "norm(0); norm(1)",
    ],
)
def test_text_that_is_no_call_by_name_is_refused(text):
    with pytest.raises(InvalidInputError, match="Write it as SciPy does"):
        adapt(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gamma()", "needs `a`"),
        ("gamma(1, 2, 3, 4)", "4 arguments"),
        ("gamma(2, a=3)", "given twice"),
        ("gamma(2, rate=3)", "no parameter `rate`"),
        ("poisson(2, scale=3)", "no parameter `scale`"),
        ("gamma(-1)", r"`a` of `gamma` is -1\.0; it must be positive"),
        ("norm(0, -1)", r"`scale` of `norm` is -1\.0"),
        ("skewnorm(1, 2, 3, 4)", "skewnorm"),
    ],
)
def test_wrong_arguments_are_named(text, words):
    with pytest.raises(InvalidInputError, match=words):
        adapt(text)
