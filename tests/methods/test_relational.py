"""A column of a file is a distribution that an engine counts."""

import math

import numpy as np
import polars as pl
import pytest
from scipy import special

import kullback as kb
from kullback.api.answer import Options, ask
from kullback.distributions.relation import Column, as_column
from kullback.errors import InvalidInputError, SupportError
from kullback.measures.kl import KL
from kullback.methods.registry import resolve, run


@pytest.fixture
def files(tmp_path):
    rng = np.random.default_rng(1)
    for name, shift, heads in (("p", 0.0, 200), ("q", 0.5, 700)):
        pl.DataFrame(
            {
                "x": rng.normal(shift, 1, 1000),
                "coin": ["h"] * heads + ["t"] * (1000 - heads),
                f"only_{name}": 1.0,
            }
        ).write_parquet(tmp_path / f"{name}.parquet")
    return tmp_path


def divergence(files, p, q):
    question = ask(KL(), f"{files}/p.parquet::{p}", f"{files}/q.parquet::{q}", Options())
    method = resolve(question)
    return method, run(method, question)


def test_a_counted_coin_is_the_textbooks(files):
    method, found = divergence(files, "coin", "coin")
    assert (method.name, method.kind) == ("counted_cells", "estimate")
    assert round(found.value, 4) == 0.5341
    assert found.n == 2000
    # delta method: Var_P(log p/q)/n + Var_Q(p/q)/m
    p, q = np.array([0.2, 0.8]), np.array([0.7, 0.3])
    u, r = np.log(p / q), p / q
    expected = math.sqrt(((p * u**2).sum() - (p @ u) ** 2 + (q * r**2).sum() - 1) / 1000)
    assert found.error == pytest.approx(expected, rel=0.1)
    low, high = found.detail.interval(0.95)
    assert low < found.value < high
    narrow = found.detail.interval(0.5)
    assert low < narrow.low < narrow.high < high


def test_a_column_of_numbers_is_a_lower_bound_of_the_normals_divergence(files):
    _, found = divergence(files, "x", "x")
    assert [caution.code for caution in found.cautions] == ["lower_bound"]
    low, high = found.detail.interval(0.99)
    assert low < 0.5**2 / 2 < high  # (difference of means)^2 / 2
    parts = found.detail.contributions(())
    assert math.fsum(part.value for part in parts) == pytest.approx(found.value, rel=1e-12)


def test_what_never_occurs_is_a_violation(files):
    pl.DataFrame({"coin": ["t"] * 500}).write_parquet(files / "q.parquet")
    _, found = divergence(files, "coin", "coin")
    assert found.value == found.error == math.inf
    assert found.detail.violations() == [("h", 0.2)]
    low, high = found.detail.interval(0.95)
    assert 0.0 < low < high == math.inf
    smooth_p, smooth_q = np.array([200.5, 800.5]) / 1001, np.array([0.5, 500.5]) / 501
    finite = special.rel_entr(smooth_p, smooth_q).sum()
    assert f"{finite:.4g}" in found.cautions[-1].message


def test_columns_may_have_different_names_but_not_different_types(files):
    assert divergence(files, "only_p", "only_q")[1].value == 0.0
    with pytest.raises(SupportError, match=r"DOUBLE.*VARCHAR"):
        divergence(files, "x", "coin")
    with pytest.raises(InvalidInputError, match=r"`q`.*no column 'y'; it has 'x', 'coin'"):
        divergence(files, "x", "y")


def test_text_names_a_column_or_a_whole_file_or_neither():
    assert as_column("data/*.csv::a::b") == Column("data/*.csv", "a::b")
    assert as_column("norm(0, 1)") is None
    for text in ("data.parquet", "data.csv.gz::"):
        with pytest.raises(InvalidInputError, match=r"`compare`.*`Sample`"):
            as_column(text)


def test_the_verb_answers_in_the_unit_asked_for(files):
    p, q = (f"{files}/{side}.parquet::coin" for side in "pq")
    nats, bits = kb.kl(p, q), kb.kl(p, q, unit="bits")
    assert bits.value == pytest.approx(nats.value / math.log(2))
    assert bits.confidence_interval() == pytest.approx(
        [bound / math.log(2) for bound in nats.confidence_interval()]
    )
    assert kb.plan(p, q).method == "counted_cells"


def test_a_column_is_compared_with_columns_only(files):
    column = f"{files}/p.parquet::coin"
    with pytest.raises(SupportError, match="only be compared with another"):
        kb.kl(column, [0.5, 0.5])
    with pytest.raises(InvalidInputError, match=r"`p`.*whole file.*`compare`"):
        kb.kl(f"{files}/p.parquet", column)
    with pytest.raises(SupportError, match="smoothing"):
        kb.kl(column, column, smoothing="laplace")
