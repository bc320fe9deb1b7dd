"""Bad input: the right error, and a message that names the argument, its value, its place, the remedy."""

import math

import numpy as np
import pytest

import kullback as kb

HALF = [0.5, 0.5]
COIN = kb.families.Bernoulli
NAN, INF = math.nan, math.inf


def table(values, name="p"):
    """A call of `kl` with `values` on the side called `name`."""
    return (lambda: kb.kl(values, HALF)) if name == "p" else (lambda: kb.kl(HALF, values))


# what is done, the class of error, and words that the message must hold
TABLES = {
    "NaN in p": (table([0.5, NAN]), kb.InvalidInputError, ["`p`", "NaN", "index 1"]),
    "NaN in a row of q": (
        table([[0.5, 0.5], [NAN, 1.0]], "q"), kb.InvalidInputError, ["`q`", "NaN", "(1, 0)"],
    ),
    "negative p": (
        table([-0.1, 1.1]), kb.NegativeProbabilityError, ["`p`", "-0.1", "index 0", "Logits"],
    ),
    "negative q": (
        table([1.2, -0.2], "q"), kb.NegativeProbabilityError, ["`q`", "-0.2", "index 1"],
    ),
    "minus infinity": (table([-INF, 1.0]), kb.NegativeProbabilityError, ["`p`", "-inf", "index 0"]),
    "plus infinity": (table([0.5, INF]), kb.InvalidInputError, ["`p`", "inf", "index 1", "finite"]),
    "plus infinity in a row": (
        table([[0.5, 0.5], [INF, 0.5]]), kb.InvalidInputError, ["`p`", "inf", "(1, 0)"],
    ),
    "unnormalised p": (
        table([1.0, 2.0]), kb.NotNormalizedError, ["`p`", "sums to 3", "normalize=True", "counts"],
    ),
    "an unnormalised row of q": (
        table([[0.5, 0.5], [0.5, 0.6]], "q"), kb.NotNormalizedError, ["`q`", "1.1", "row (1,)"],
    ),
    "nothing but zeros": (table([0.0, 0.0]), kb.NotNormalizedError, ["`p`", "sums to 0"]),
    "empty": (table([]), kb.ShapeError, ["`p`", "empty", "(0,)"]),
    "no rows": (table(np.zeros((0, 2)), "q"), kb.ShapeError, ["`q`", "empty", "(0, 2)"]),
    "an empty dict": (table({}), kb.ShapeError, ["`p`", "empty"]),
    "a single number in an array": (table(np.array(0.5)), kb.ShapeError, ["`p`", "single number"]),
    "ragged p": (table([[0.5, 0.5], [1.0]]), kb.ShapeError, ["`p`", "ragged"]),
    "ragged q": (table([[0.5, 0.5], [1.0]], "q"), kb.ShapeError, ["`q`", "ragged"]),
    "ragged along another axis": (
        lambda: kb.kl([[0.5, 0.5], [1.0]], HALF, axis=0), kb.ShapeError, ["`p`", "ragged"],
    ),
    "other numbers of outcomes": (
        table([0.2, 0.3, 0.5]), kb.ShapeError, ["`p`", "3", "`q`", "2", "outcomes", "dict"],
    ),
    "a single outcome in q": (table([1.0], "q"), kb.ShapeError, ["`q`", "never", "broadcast"]),
    "a single outcome in p": (table([1.0]), kb.ShapeError, ["`p`", "never", "broadcast"]),
    "a column of single outcomes": (table([[1.0], [1.0]]), kb.ShapeError, ["never", "broadcast"]),
    "batches that do not broadcast": (
        lambda: kb.kl(np.full((3, 2), 0.5), np.full((4, 2), 0.5)),
        kb.ShapeError,
        ["(3, 2)", "(4, 2)", "broadcast"],
    ),
    "complex": (table([0.5 + 0j, 0.5]), kb.InvalidInputError, ["`p`", "complex", "real"]),
    "objects": (table(np.array(HALF, object)), kb.InvalidInputError, ["`p`", "objects", "real"]),
    "None among numbers": (table([0.5, None], "q"), kb.InvalidInputError, ["`q`", "objects"]),
    "strings": (table(["a", "b"]), kb.InvalidInputError, ["`p`", "strings", "real"]),
    "dates": (
        table(np.array(["2020-01-01"], "M8[D]")), kb.InvalidInputError, ["`p`", "datetime", "real"],
    ),
}  # fmt: skip

OBJECTS = {
    "None": (table(None), kb.UnknownDistributionError, ["`p`", "None", "Pass"]),
    "a number": (table(0.5, "q"), kb.UnknownDistributionError, ["`q`", "0.5", "table"]),
    "an object": (table(object()), kb.UnknownDistributionError, ["`p`", "object", "Pass"]),
    "a set": (table({0.5}), kb.UnknownDistributionError, ["`p`", "{0.5}", "dict"]),
    "a function": (table(math.sin, "q"), kb.UnknownDistributionError, ["`q`", "sin"]),
    "a generator": (table(x for x in HALF), kb.UnknownDistributionError, ["`p`", "generator"]),
    "a family itself": (table(COIN), kb.UnknownDistributionError, ["`p`", "<class"]),
    "an unknown name": (table("nonsense(0, 1)"), kb.UnknownDistributionError, ["`p`", "nonsense"]),
    "text that is no call": (table("norm(0, 1", "q"), kb.InvalidInputError, ["`q`", "norm(0, 1"]),
}

PARAMETERS = {
    "a negative sd": (
        lambda: kb.families.Normal(0.0, -1.0), kb.InvalidInputError, ["Normal.sd", "-1", "positive"],
    ),
    "a probability above one": (
        lambda: COIN([0.5, 1.5]), kb.InvalidInputError, ["Bernoulli.p", "1.5", "(1,)", "between"],
    ),
    "a broken count": (
        lambda: kb.families.Binomial(2.5, 0.5), kb.InvalidInputError, ["Binomial.n", "2.5", "whole"],
    ),
    "NaN": (lambda: kb.families.Gamma(NAN, 1.0), kb.InvalidInputError, ["Gamma.shape", "nan"]),
    "text": (lambda: kb.families.Normal("a", 1.0), kb.InvalidInputError, ["Normal.mean", "'a'"]),
    "shapes that do not broadcast": (
        lambda: kb.families.Normal([0.0, 1.0], [1.0, 2.0, 3.0]), kb.ShapeError, ["(2,)", "(3,)"],
    ),
    "a Categorical that is no table": (
        lambda: kb.families.Categorical([0.5, 0.6]), kb.NotNormalizedError, ["Categorical.p", "1.1"],
    ),
    "a covariance that is none": (
        lambda: kb.families.MultivariateNormal([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]]),
        kb.InvalidInputError,
        ["MultivariateNormal"],
    ),
}  # fmt: skip

SPACES = {
    "a pmf against a density": (
        lambda: kb.kl(kb.families.Poisson(1.0), kb.families.Normal()),
        kb.SupportError,
        ["`p`", "pmf", "`q`", "density"],
    ),
    "a table against a density": (
        table(kb.families.Normal(), "q"), kb.SupportError, ["`p`", "table", "`q`", "Normal", "Bin"],
    ),
    "a density against a table": (
        table(kb.families.Normal()), kb.SupportError, ["`q`", "table", "`p`", "Normal"],
    ),
    "the circle against the line": (
        lambda: kb.kl(kb.families.VonMises(0.0, 1.0), kb.families.Normal()),
        kb.SupportError,
        ["circle", "line"],
    ),
    "vectors of other lengths": (
        lambda: kb.kl(
            kb.families.MultivariateNormal(np.zeros(2), np.eye(2)),
            kb.families.MultivariateNormal(np.zeros(3), np.eye(3)),
        ),
        kb.SupportError,
        ["2", "3"],
    ),
    "batches of distributions": (
        lambda: kb.kl(COIN([0.1, 0.2]), COIN([0.1, 0.2, 0.3])), kb.ShapeError, ["(2,)", "(3,)"],
    ),
    "smoothing of distributions": (
        lambda: kb.kl(COIN(0.1), COIN(0.2), smoothing="laplace"),
        kb.SupportError,
        ["`smoothing`", "tables"],
    ),
}  # fmt: skip

LABELS = {
    "labels on p alone": (
        table({"a": 0.5, "b": 0.5}), kb.InvalidInputError, ["`p` names", "`q` does not"],
    ),
    "labels on q alone": (
        table({"a": 0.5, "b": 0.5}, "q"), kb.InvalidInputError, ["`q` names", "`p` does not"],
    ),
    "a label twice": (
        lambda: kb.Table(HALF, outcomes=("a", "a")), kb.InvalidInputError, ["`outcomes`", "'a'"],
    ),
    "too few labels": (
        lambda: kb.Table(HALF, outcomes=("a",)), kb.ShapeError, ["`outcomes`", "1", "2"],
    ),
    "more variables than axes": (
        lambda: kb.Table(HALF, variables=("x", "y")), kb.ShapeError, ["`variables`", "(2,)"],
    ),
    "variables that differ": (
        lambda: kb.kl(
            kb.Table([[0.5, 0.5]], variables=("x", "y")), kb.Table([[0.5, 0.5]], variables=("x", "z"))
        ),
        kb.ShapeError,
        ["`p`", "'y'", "`q`", "'z'"],
    ),
    "a variable that is none": (
        lambda: kb.Table([[0.5, 0.5]], variables=("x", "y")).marginal("z"),
        kb.InvalidInputError,
        ["`z`", "'x'", "'y'"],
    ),
    "a condition without probability": (
        lambda: kb.Table([[0.5, 0.5], [0.0, 0.0]], variables=("x", "y")).given("x"),
        kb.InvalidInputError,
        ["`given`", "probability 0", "(1,)"],
    ),
    "a marginal without names": (
        lambda: kb.Table(HALF).marginal("x"), kb.InvalidInputError, ["variables"],
    ),
}  # fmt: skip


def ask(**options):
    return lambda: kb.kl(HALF, HALF, **options)


OPTIONS = {
    "an axis beyond": (ask(axis=1), kb.ShapeError, ["`axis`", "1", "`p`"]),
    "an axis before": (ask(axis=-3), kb.ShapeError, ["`axis`", "-3"]),
    "an axis that is text": (ask(axis="rows"), kb.InvalidInputError, ["`axis`", "'rows'"]),
    "half an axis": (ask(axis=0.5), kb.InvalidInputError, ["`axis`", "0.5", "whole"]),
    "no axis": (ask(axis=None), kb.InvalidInputError, ["`axis`", "None"]),
    "another axis of wrapped scores": (
        lambda: kb.kl(kb.Logits(np.zeros((3, 2))), kb.Logits(np.zeros((3, 2))), axis=0),
        kb.InvalidInputError,
        ["`axis`", "0", "`p`", "Logits", "moveaxis"],
    ),
    "an unknown unit": (ask(unit="bit"), kb.InvalidInputError, ["`unit`", "'bit'", "bits"]),
    "a unit of another kind": (ask(unit=2), kb.InvalidInputError, ["`unit`", "2"]),
    "an unknown unit where none matters": (
        lambda: kb.total_variation(HALF, HALF, unit="bit"), kb.InvalidInputError, ["`unit`", "bit"],
    ),
    "an unknown method": (ask(method="magic"), kb.InvalidInputError, ["`method`", "magic", "table"]),
    "a method that cannot": (
        lambda: kb.kl(kb.families.Poisson(1.0), kb.families.Geometric(0.5), method="closed_form"),
        kb.NoMethodError,
        ["closed_form", "Poisson", "Geometric"],
    ),
    **{
        f"smoothing {value!r}": (
            ask(smoothing=value, normalize=True), kb.InvalidInputError, ["`smoothing`", "laplace"],
        )
        for value in (
            "lap", 3, ("add", -1.0), ("add", 0.0), ("add", INF), ("add", NAN), ("add", "a"),
            ("mix", 0.0), ("mix", 1.0), ("mix",), ("mix", None), ("mix", 0.1, 0.2),
        )
    },
    "smoothing of probabilities by counts": (
        ask(smoothing="laplace"), kb.InvalidInputError, ["`smoothing`", "counts", "normalize=True"],
    ),
    **{
        f"renyi of order {value!r}": (
            lambda value=value: kb.renyi(HALF, HALF, value), kb.InvalidInputError, ["`alpha`"],
        )
        for value in (-1.0, NAN, "2", None, 1j, [1.0, 2.0], [[1.0], 2.0])
    },
    **{
        f"tsallis of order {value!r}": (
            lambda value=value: kb.tsallis(HALF, HALF, value), kb.InvalidInputError, ["`alpha`"],
        )
        for value in (0.0, -1.0, INF, NAN, "2", None)
    },
    **{
        f"weights {value!r}": (
            lambda value=value: kb.jensen_shannon(HALF, HALF, value),
            kb.InvalidInputError,
            ["`weights`", "sum 1"],
        )
        for value in ((0.5, 0.6), (-0.5, 1.5), (0.5, 0.5, 0.0), "ab", 0.5, (1.0, 0.0), (NAN, NAN))
    },
    "smoothing of an entropy": (
        lambda: kb.entropy(HALF, smoothing="laplace"), kb.InvalidInputError, ["`smoothing`"],
    ),
    "an unknown measure to plan": (
        lambda: kb.plan(HALF, HALF, measure="size"), kb.InvalidInputError, ["`measure`", "'size'"],
    ),
    "a plan for two of one": (lambda: kb.plan(HALF), kb.InvalidInputError, ["`kl`", "two"]),
    "a plan for one of two": (
        lambda: kb.plan(HALF, HALF, measure="entropy"), kb.InvalidInputError, ["`entropy`", "one"],
    ),
}  # fmt: skip

F = {
    "no function": (lambda: kb.f_divergence(HALF, HALF, "x"), ["`f`", "'x'", "function"]),
    "not zero at one": (lambda: kb.f_divergence(HALF, HALF, lambda x: x), ["`f`", "1.0 at 1"]),
    "NaN far out": (
        lambda: kb.f_divergence(HALF, HALF, lambda x: np.log(np.where(x > 9, -x, x))), ["NaN"],
    ),
    "not convex": (
        lambda: kb.f_divergence([0.2, 0.8], [0.7, 0.3], lambda x: -((x - 1.0) ** 2)),
        ["`f`", "-1.19", "convex"],
    ),
}  # fmt: skip

SCORES = {
    "NaN": (lambda: kb.Logits([0.0, NAN]), kb.InvalidInputError, ["NaN", "index 1", "-inf"]),
    "plus infinity": (
        lambda: kb.Logits([[0.0, 1.0], [INF, 0.0]]), kb.InvalidInputError, ["+inf", "(1, 0)"],
    ),
    "a fully masked row": (
        lambda: kb.Logits([[0.0, 1.0], [-INF, -INF]]),
        kb.InvalidInputError,
        ["-inf everywhere", "row", "1", "no outcome"],
    ),
    "strings": (lambda: kb.Logits(["a"]), kb.InvalidInputError, ["strings"]),
    "empty": (lambda: kb.LogProbs([]), kb.ShapeError, ["empty"]),
    "logarithms that do not sum to one": (
        table(kb.LogProbs([-0.1, -0.2]), "q"), kb.NotNormalizedError, ["`q`", "0.54", "Logits"],
    ),
}  # fmt: skip

JOINT = {
    "one axis": (lambda: kb.mutual_information(HALF), kb.ShapeError, ["`joint`", "(2,)", "two"]),
    "three variables": (
        lambda: kb.mutual_information(
            kb.Table(np.full((2, 2, 2), 0.125), variables=("x", "y", "z"))
        ),
        kb.ShapeError,
        ["'x', 'y', 'z'", "marginal"],
    ),
    "scores": (
        lambda: kb.mutual_information(kb.Logits([[0.0, 1.0]])), kb.NoMethodError, ["`joint`"],
    ),
    "an axis": (
        lambda: kb.mutual_information([HALF], axis=0), kb.InvalidInputError, ["`axis`", "last two"],
    ),
    "a condition that is neither": (
        lambda: kb.conditional_entropy([HALF], given=0), kb.InvalidInputError, ["`given`", "-2"],
    ),
}  # fmt: skip


def check(call, error, words):
    with pytest.raises(error) as raised:
        call()
    message = str(raised.value)
    assert isinstance(raised.value, kb.KullbackError)
    missing = [word for word in words if word not in message]
    assert not missing, message
    assert message.endswith((".", "?")) or "\n" in message, message


def catalogue(cases):
    return pytest.mark.parametrize(("call", "error", "words"), cases.values(), ids=cases.keys())


@catalogue(TABLES)
def test_what_is_no_table_is_refused_with_its_place(call, error, words):
    check(call, error, words)


@catalogue(OBJECTS)
def test_what_is_no_distribution_is_refused_with_what_would_be(call, error, words):
    check(call, error, words)


@catalogue(PARAMETERS)
def test_a_parameter_out_of_range_is_refused_with_its_range(call, error, words):
    check(call, error, words)


@catalogue(SPACES)
def test_what_lives_on_other_spaces_is_refused(call, error, words):
    check(call, error, words)


@catalogue(LABELS)
def test_names_that_do_not_fit_are_refused(call, error, words):
    check(call, error, words)


@catalogue(OPTIONS)
def test_an_impossible_option_is_refused_with_what_is_possible(call, error, words):
    check(call, error, words)


@catalogue(SCORES)
def test_impossible_scores_are_refused(call, error, words):
    check(call, error, words)


@catalogue(JOINT)
def test_what_is_no_joint_table_is_refused(call, error, words):
    check(call, error, words)


@pytest.mark.parametrize(("call", "words"), F.values(), ids=F.keys())
def test_a_function_that_gives_no_f_divergence_is_refused(call, words):
    check(call, kb.InvalidInputError, words)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (kb.InvalidInputError, ValueError),
        (kb.NotNormalizedError, ValueError),
        (kb.NegativeProbabilityError, ValueError),
        (kb.ShapeError, ValueError),
        (kb.SupportError, ValueError),
        (kb.UnknownDistributionError, TypeError),
        (kb.NoMethodError, TypeError),
        (kb.MissingDependencyError, ImportError),
        (kb.ConvergenceError, ArithmeticError),
        (kb.EngineError, RuntimeError),
    ],
)
def test_every_error_is_the_builtin_one_would_guess(error, builtin):
    assert issubclass(error, builtin)
    assert issubclass(error, kb.KullbackError)


def test_observations_passed_as_a_table_are_told_what_to_do():
    rng = np.random.default_rng(0)
    with pytest.raises(kb.NegativeProbabilityError, match="observations"):
        kb.kl(rng.normal(size=50), rng.normal(size=50))
    with pytest.raises(kb.NotNormalizedError, match=r"[Oo]bservations"):
        kb.kl(rng.uniform(size=50), rng.uniform(size=50))


def test_the_whole_call_stays_silent_on_the_way_to_an_error(recwarn):
    for call in (table([[INF, 0.5]]), table([0.0, 0.0]), table([[1e308, 1e308]])):
        with pytest.raises(kb.InvalidInputError):
            call()
    assert list(recwarn) == []
