"""`compare` finds what moved, says how far, and stays honest about what it cannot know."""

import json
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import special, stats

from kullback.comparison import compare
from kullback.errors import EngineError, InvalidInputError


def coin(heads, tails):
    return pl.DataFrame({"x": ["h"] * heads + ["t"] * tails})


def only(found):
    (column,) = found.columns
    return column


def strict(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


def codes(column):
    return {caution.code for caution in column.cautions}


def test_the_coin_of_the_textbook_comes_out_both_ways():
    # shares 0.2 against 0.7: 0.5341 one way, 0.5827 the other
    column = only(compare(coin(200, 800), coin(700, 300)))
    assert column.kl == pytest.approx(0.2 * math.log(0.2 / 0.7) + 0.8 * math.log(0.8 / 0.3))
    assert column.kl_reverse == pytest.approx(0.7 * math.log(0.7 / 0.2) + 0.3 * math.log(0.3 / 0.8))
    assert round(column.kl, 4) == 0.5341
    assert round(column.kl_reverse, 4) == 0.5827
    assert (column.kind, column.status, column.cells) == ("category", "ok", 2)


def test_the_p_value_is_that_of_the_g_test():
    table = np.array([[200, 800], [240, 760]])
    column = only(compare(coin(*table[0]), coin(*table[1])))
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
    assert column.pvalue == pytest.approx(expected, rel=1e-10)


def test_jensen_shannon_is_scipys_distance_squared():
    from scipy.spatial.distance import jensenshannon

    column = only(compare(coin(200, 800), coin(700, 300)))
    assert column.jensen_shannon == pytest.approx(jensenshannon([0.2, 0.8], [0.7, 0.3]) ** 2)


def test_numbers_are_cut_at_the_references_quantiles():
    rng = np.random.default_rng(1)
    p, q = rng.normal(0, 1, 3200), rng.normal(0.3, 1, 5000)
    column = only(compare(pl.DataFrame({"x": p}), pl.DataFrame({"x": q})))
    edges = np.quantile(p, np.arange(1, 32) / 32, method="inverted_cdf")
    shares = [
        np.bincount(np.searchsorted(edges, side, side="left"), minlength=32) / side.size
        for side in (p, q)
    ]
    assert column.cells == 32
    assert column.kl == pytest.approx(special.rel_entr(*shares).sum(), rel=1e-12)
    assert column.kl_reverse == pytest.approx(special.rel_entr(*shares[::-1]).sum(), rel=1e-12)


@pytest.mark.parametrize(
    ("rows", "bins", "cells"), [(2000, None, 32), (200, None, 10), (200, 7, 7)]
)
def test_the_number_of_cells_follows_the_rows_unless_told(rows, bins, cells):
    x = pl.DataFrame({"x": np.random.default_rng(2).normal(size=rows)})
    assert only(compare(x, x, bins=bins)).cells == cells


def test_half_and_twice_the_cells_bracket_the_value():
    rng = np.random.default_rng(3)
    column = only(
        compare(
            pl.DataFrame({"x": rng.normal(0, 1, 4000)}), pl.DataFrame({"x": rng.normal(1, 1, 4000)})
        )
    )
    half, twice = column.resolution
    # merging cells can only lose divergence (data processing)
    assert half <= column.kl <= twice


def test_the_same_data_do_not_differ():
    x = pl.DataFrame({"x": np.random.default_rng(4).normal(size=5000), "y": ["a", "b"] * 2500})
    for column in compare(x, x).columns:
        assert column.kl == column.kl_reverse == column.jensen_shannon == 0.0
        assert column.pvalue == 1.0
        assert column.interval[0] == 0.0 < column.interval[1] < 0.02
        assert column.moved == ()


def test_null_nan_and_infinities_are_cells_of_their_own():
    p = pl.DataFrame({"x": [1.5] * 40 + [None] * 30 + [float("nan")] * 20 + [float("inf")] * 10})
    q = pl.DataFrame({"x": [1.5] * 40 + [None] * 10 + [float("nan")] * 20 + [-float("inf")] * 30})
    column = only(compare(p, q))
    shares = {
        label: (a, b)
        for label, a, b in zip(
            column.counted.labels, column.counted.reference, column.counted.current, strict=True
        )
    }
    assert shares == {
        "1.5": (40, 40),
        "NULL": (30, 10),
        "NaN": (20, 20),
        "+inf": (10, 0),
        "-inf": (0, 30),
    }
    assert [move.cell for move in column.violations] == ["+inf"]


def test_pandas_and_files_agree_on_what_is_missing(tmp_path):
    x = [1.0, 2.0, float("nan"), float("nan")] * 50
    pl.DataFrame({"x": x}).write_parquet(tmp_path / "x.parquet")
    column = only(compare(pd.DataFrame({"x": x}), str(tmp_path / "x.parquet")))
    assert column.kl == 0.0
    assert set(column.counted.labels) == {"1", "2", "NULL"}


def test_text_that_spells_null_is_no_null():
    column = only(compare(pl.DataFrame({"x": ["NULL"] * 9}), pl.DataFrame({"x": [None] * 9})))
    assert set(column.counted.labels) == {"'NULL'", "NULL"}
    assert column.kl == math.inf


def test_a_value_that_vanished_is_infinite_and_named():
    p = pl.DataFrame({"x": ["a"] * 60 + ["b"] * 30 + ["gone"] * 10})
    q = pl.DataFrame({"x": ["a"] * 50 + ["b"] * 45 + ["new"] * 5})
    column = only(compare(p, q))
    assert (column.kl, column.status) == (math.inf, "infinite")
    assert [(m.cell, m.reference, m.current) for m in column.violations] == [("gone", 0.1, 0.0)]
    assert column.interval[0] > 0.0
    assert column.interval[1] == math.inf
    # half a count in each of the four cells of the union
    smooth = np.array([[60, 30, 10, 0], [50, 45, 0, 5]]) + 0.5
    p_smooth, q_smooth = smooth / smooth.sum(axis=1, keepdims=True)
    assert column.kl_finite == pytest.approx(special.rel_entr(p_smooth, q_smooth).sum(), rel=1e-12)
    assert codes(column) >= {"infinite", "new_values"}
    (message,) = [c.message for c in column.cautions if c.code == "infinite"]
    assert "gone (10%)" in message


def test_few_whole_numbers_are_counted_one_by_one():
    p = pd.DataFrame({"hour": [0, 6, 12, 18] * 50})
    q = pd.DataFrame({"hour": [0.0, 6.0, 12.0, 18.0] * 40 + [None] * 8})
    column = only(compare(p, q))
    assert column.kind == "category"
    assert column.counted.labels == ("0", "6", "12", "18", "NULL")
    assert "few_valued" in codes(column)


def test_asking_for_bins_cuts_whole_numbers_that_have_more_values():
    p = pl.DataFrame({"hour": list(range(24)) * 50})
    column = only(compare(p, p, bins=6))
    assert (column.kind, column.cells) == ("number", 6)
    assert column.counted.labels[:2] == ("≤ 3", "4 to 7")


@pytest.mark.parametrize("shift", [-1.0, 1.0])
def test_a_constant_that_changed_is_noticed(shift):
    p, q = pl.DataFrame({"x": [0.25] * 500}), pl.DataFrame({"x": [0.25 + shift] * 500})
    column = only(compare(p, q))
    assert column.kl == math.inf
    assert column.violations[0].cell == "0.25"


def test_a_value_below_a_heavy_minimum_is_noticed():
    rain = np.concatenate([np.zeros(900), np.linspace(0.1, 2, 100)])
    moved = np.where(np.arange(1000) < 300, -1.0, rain)
    column = only(compare(pl.DataFrame({"x": rain}), pl.DataFrame({"x": moved})))
    assert "< 0" in column.counted.labels
    assert column.kl_reverse == math.inf


def test_constant_null_and_one_row_columns_have_answers():
    p = pl.DataFrame(
        {"c": [1.5] * 3, "n": pl.Series([None] * 3, dtype=pl.Float64), "t": [None] * 3}
    )
    q = pl.DataFrame({"c": [1.5], "n": [None], "t": [None]})
    found = compare(p, q)
    assert [column.kl for column in found.columns] == [0.0, 0.0, 0.0]
    assert {column.status for column in found.columns} == {"undersampled"}
    strict(found.to_json())


def test_a_column_that_became_null_is_compared_whatever_its_type_says(tmp_path):
    (tmp_path / "p.csv").write_text("x\n" + "1.5\n2.5\n" * 30)
    (tmp_path / "q.csv").write_text("x,y\n" + ",1\n" * 60)
    found = compare(str(tmp_path / "p.csv"), str(tmp_path / "q.csv"))
    assert found.type_changed == ()
    assert only(found).kl == math.inf
    assert found.added == ("y",)


def test_dates_and_times_are_cut_like_numbers():
    days = pd.date_range("2020-01-01", periods=400, freq="D")
    p = pd.DataFrame({"day": days, "clock": (days + pd.Timedelta("90min")).time})
    found = compare(p, p.iloc[200:])
    day = next(column for column in found.columns if column.column == "day")
    assert day.kind == "date"
    assert day.counted.labels[0] == "≤ 2020-01-20"
    assert day.kl == math.inf


def test_booleans_are_counted():
    p, q = (
        pl.DataFrame({"x": [True] * 20 + [False] * 80}),
        pl.DataFrame({"x": [True] * 700 + [False] * 300}),
    )
    column = only(compare(p, q))
    assert column.kind == "boolean"
    assert round(column.kl, 4) == 0.5341


def test_many_rare_values_are_pooled_and_said_to_be_a_lower_bound():
    rng = np.random.default_rng(5)
    frequent = np.repeat(["a", "b"], 3000)
    p = pl.DataFrame({"x": np.concatenate([frequent, rng.integers(0, 300, 6000).astype(str)])})
    q = pl.DataFrame(
        {"x": np.concatenate([frequent[:5000], rng.integers(0, 300, 6000).astype(str)])}
    )
    column = only(compare(p, q))
    assert "lower_bound" in codes(column)
    assert column.status == "ok"
    assert column.counted.reference.sum() == 12_000
    assert column.kl < math.inf


def test_an_id_column_is_undersampled_and_ranks_last():
    n = 3000
    p = pl.DataFrame({"id": [f"p{i}" for i in range(n)], "x": ["a", "b"] * (n // 2)})
    q = pl.DataFrame({"id": [f"q{i}" for i in range(n)], "x": ["a", "a", "b"] * (n // 3)})
    found = compare(p, q)
    assert [column.column for column in found.worst()] == ["x", "id"]
    assert found.worst(2)[1].status == "undersampled"
    assert found.worst(2)[1].kl == 0.0  # nothing is said of values seen once


def test_columns_come_and_go_and_change_their_type():
    p = pl.DataFrame({"a": [1] * 50, "b": ["x"] * 50, "gone": [1] * 50})
    q = pl.DataFrame({"new": [1] * 50, "b": [1] * 50, "a": [1.0] * 50})
    found = compare(p, q)
    assert found.missing == ("gone",)
    assert found.added == ("new",)
    assert [(c.column, c.reference, c.current) for c in found.type_changed] == [
        ("b", "VARCHAR", "BIGINT")
    ]
    assert [column.column for column in found.columns] == ["a"]
    assert set(found.exceeding(0.5)) == {"gone", "b"}


def test_columns_choose_and_unknown_ones_are_refused():
    p = pl.DataFrame({"price": [1.0, 2.0], "plan": ["a", "b"]})
    found = compare(p, p, columns=["plan"])
    assert [column.column for column in found.columns] == ["plan"]
    with pytest.raises(InvalidInputError, match=r"'prize'.*did you mean 'price'"):
        compare(p, p, columns=["prize"])
    with pytest.raises(InvalidInputError, match="list of names"):
        compare(p, p, columns="plan")


@pytest.mark.parametrize("bins", [1, 0, -3, 2.5, True, 10**9, "many"])
def test_impossible_bins_are_refused(bins):
    p = pl.DataFrame({"x": [1.0, 2.0]})
    with pytest.raises(InvalidInputError, match="`bins` is"):
        compare(p, p, bins=bins)


def test_empty_tables_are_refused():
    p = pl.DataFrame({"x": [1.0]})
    with pytest.raises(InvalidInputError, match=r"`current` .*has no rows"):
        compare(p, p.clear())


def test_damage_found_while_counting_is_an_error(tmp_path):
    path = tmp_path / "x.parquet"
    values = np.random.default_rng(6).integers(0, 10**6, 50_000)
    pq.write_table(pa.table({"x": values}), path, compression="snappy")
    content = bytearray(path.read_bytes())
    for i in range(100, 40_000, 53):
        content[i] ^= 0x55
    path.write_bytes(content)
    with pytest.raises(EngineError, match=r"x.parquet"):
        compare(str(path), str(path))


def test_the_answer_is_the_same_every_time_and_in_any_order(tmp_path):
    rng = np.random.default_rng(7)
    p = pl.DataFrame({"x": rng.normal(size=9000), "y": rng.integers(0, 9, 9000), "z": ["a"] * 9000})
    q = p.sample(fraction=0.5, seed=1).select("z", "y", "x")
    p.write_parquet(tmp_path / "p.parquet", row_group_size=500)
    first, *_ = compare(p, q).columns
    (again,) = compare(str(tmp_path / "p.parquet"), q, columns=["x"]).columns
    assert replace(first, counted=again.counted) == again


def test_csv_parquet_and_frames_give_one_answer(tmp_path):
    rng = np.random.default_rng(8)
    frames = [
        pl.DataFrame(
            {"x": rng.normal(s, 1, 2000).round(3), "c": rng.choice(["é", "b, c", 'd"'], 2000)}
        )
        for s in (0.0, 0.2)
    ]
    answers = []
    for kind in ("csv", "parquet", "pandas", "arrow"):
        if kind in ("csv", "parquet"):
            sides = [str(tmp_path / f"{i}.{kind}") for i in (0, 1)]
            for frame, path in zip(frames, sides, strict=True):
                getattr(frame, f"write_{kind}")(path)
        else:
            sides = [getattr(frame, f"to_{kind}")() for frame in frames]
        answers.append(compare(*sides).to_dict()["columns"])
    assert all(answer == answers[0] for answer in answers)


def test_json_has_the_promised_keys_and_no_infinity():
    found = compare(coin(10, 90), coin(0, 100))
    data = strict(found.to_json())
    assert set(data) >= {
        "schema_version",
        "reference",
        "current",
        "engine",
        "columns",
        "missing",
        "added",
        "type_changed",
    }
    (column,) = data["columns"]
    assert set(column) >= {
        "column",
        "kind",
        "status",
        "kl",
        "kl_reverse",
        "jensen_shannon",
        "interval",
        "pvalue",
        "cells",
        "moved",
        "cautions",
        "kl_finite",
    }
    assert column["kl"] == "inf"
    assert column["interval"][1] == "inf"
    assert 0.0 < column["kl_finite"] < math.inf


def test_holm_adjusts_for_the_number_of_columns():
    rng = np.random.default_rng(9)
    p, q = ({name: rng.normal(size=500) for name in "abcd"} for _ in range(2))
    data = compare(pl.DataFrame(p), pl.DataFrame(q)).to_dict()
    raw = np.array([column["pvalue"] for column in data["columns"]])
    adjusted = np.array([column["pvalue_holm"] for column in data["columns"]])
    # by definition: the k-th smallest times (m - k + 1), made monotone, at most 1
    order = np.argsort(raw)
    expected = np.minimum(1, np.maximum.accumulate(raw[order] * np.arange(4, 0, -1)))
    assert adjusted[order] == pytest.approx(expected)


def test_progress_is_told_for_every_column():
    calls = []
    p = pl.DataFrame({"a": [1, 2], "b": [1, 2]})
    compare(p, p, progress=lambda *call: calls.append(call))
    assert calls == [(0, 2, "a"), (1, 2, "b"), (2, 2, "")]


def test_explanations_are_made_of_the_numbers():
    said = compare(coin(200, 800), coin(700, 300)).explain()
    assert "x made a large move, 0.5341 nats" in said
    assert "h rose from 20% to 70%" in said
    assert "None of the 1 columns" in compare(coin(500, 500), coin(501, 499)).explain()


def test_the_reports_files_are_named_after_what_was_given(tmp_path):
    p = coin(20, 80)
    p.write_parquet(tmp_path / "p.parquet")
    found = compare(tmp_path / "p.parquet", p.to_pandas())
    assert found.reference == str(tmp_path / "p.parquet")
    assert found.current == "pandas.DataFrame"
    assert (found.reference_rows, found.current_rows, found.engine) == (100, 100, "duckdb")


def test_importing_the_room_does_not_hide_the_verb():
    import kullback
    import kullback.comparison.verb

    assert kullback.compare is compare
