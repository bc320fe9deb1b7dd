"""The DuckDB engine counts what is there, and says clearly what it cannot read."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kullback.engines.choose import choose
from kullback.errors import EngineError, InvalidInputError, UnknownDistributionError


def opened(data):
    return choose("auto").open(data, "reference")


def field(data, name):
    return next(f for f in data.fields if f.name == name)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return str(path)


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return str(path)


def test_every_type_has_a_kind():
    table = pa.table(
        {
            "int": pa.array([1], pa.int8()),
            "float": pa.array([1.0], pa.float32()),
            "decimal": pa.array([1], pa.decimal128(10, 2)),
            "duration": pa.array([dt.timedelta(seconds=90)]),
            "text": ["a"],
            "dictionary": pa.array(["a"]).dictionary_encode(),
            "bytes": [b"\x00\xff"],
            "list": [[1.0, 2.0]],
            "boolean": [True],
            "date": [dt.date(2020, 1, 1)],
            "timestamp": [dt.datetime(2020, 1, 1)],
            "zoned": pa.array([dt.datetime(2020, 1, 1)], pa.timestamp("ns", "Europe/Berlin")),
            "time": [dt.time(10, 30)],
            "null": pa.nulls(1),
        }
    )
    with opened(table) as data:
        kinds = {f.name: f.kind for f in data.fields}
        for f in data.fields:
            assert data.summary(f).rows == 1
    assert kinds.pop("null") in ("null", "number")  # DuckDB 1 reads it as integers
    assert kinds == {
        **dict.fromkeys(("int", "float", "decimal", "duration"), "number"),
        **dict.fromkeys(("text", "dictionary", "bytes", "list"), "category"),
        **dict.fromkeys(("date", "timestamp", "zoned"), "date"),
        "boolean": "boolean",
        "time": "time",
    }


def test_null_nan_and_infinities_are_kept_apart():
    frame = pl.DataFrame({"x": [None, None, float("nan"), float("inf"), -float("inf"), 1.0, 2.5]})
    with opened(frame) as data:
        summary = data.summary(data.fields[0])
        top = data.top(data.fields[0], 9, numeric=True)
    assert (summary.nulls, summary.nans) == (2, 1)
    assert (summary.plus_infinities, summary.minus_infinities) == (1, 1)
    assert (summary.values, summary.low, summary.high, summary.whole) == (2, 1.0, 2.5, False)
    assert top == [("1.0", 1), ("2.5", 1)]


def test_pandas_nan_is_null_and_said_to_be():
    with opened(pd.DataFrame({"x": [1.0, float("nan")]}, index=["a", "b"])) as data:
        assert [f.name for f in data.fields] == ["x"]
        assert data.summary(data.fields[0]).nulls == 1
        assert data.nan_is_null
        assert [remark.code for remark in data.remarks] == ["nan_is_null"]


def test_quantiles_are_exact_values_of_the_column(tmp_path):
    values = np.random.default_rng(1).normal(size=10_007)
    path = parquet(tmp_path / "x.parquet", x=values)
    probabilities = [0.1, 0.25, 0.5, 0.9]
    with opened(path) as data:
        found = data.quantiles(data.fields[0], probabilities)
    assert found == np.quantile(values, probabilities, method="inverted_cdf").tolist()


def test_histogram_cells_are_closed_above(tmp_path):
    rng = np.random.default_rng(2)
    values = np.concatenate([rng.normal(size=5000), [0.1, -0.5, 5e-324, 0.0, np.nan, np.inf]])
    edges = [-0.5, 0.0, 5e-324, 0.1, 1e300]
    path = parquet(tmp_path / "x.parquet", x=values)
    with opened(path) as data:
        found = data.histogram(data.fields[0], edges)
    finite = values[np.isfinite(values)]
    cells = np.searchsorted(edges, finite, side="left")
    assert found == np.bincount(cells, minlength=len(edges) + 1).tolist()


def test_top_breaks_ties_in_order_of_text():
    with opened(pa.table({"x": ["b", "a", "c", "c", None]})) as data:
        assert data.top(data.fields[0], 2) == [("c", 2), ("a", 1)]
        assert data.tally(data.fields[0], ["b", "c", "zzz"]) == {"b": 1, "c": 2}
        assert data.tally(data.fields[0], []) == {}


def test_one_and_one_point_zero_are_the_same_number():
    with opened(pa.table({"x": [1, 1, 2]})) as whole, opened(pa.table({"x": [1.0]})) as real:
        assert whole.tally(whole.fields[0], ["1.0"], numeric=True) == {"1.0": 2}
        assert real.tally(real.fields[0], ["1.0"], numeric=True) == {"1.0": 1}


def test_values_that_look_like_sql_are_only_values():
    nasty = ["'; DROP VIEW data; --", '"', "%", "\\", "</script><img src=x onerror=alert(1)>"]
    with opened(pa.table({'a"; --': nasty})) as data:
        assert data.fields[0].name == 'a"; --'
        assert data.tally(data.fields[0], nasty) == dict.fromkeys(nasty, 1)


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_names_that_differ_in_case_stay_apart(tmp_path, kind):
    path = tmp_path / f"x.{kind}"
    if kind == "csv":
        write(path, "A,a\n1,x\n2,y\n")
    else:
        parquet(path, A=[1, 2], a=["x", "y"])
    with opened(str(path)) as data:
        assert [(f.name, f.kind) for f in data.fields] == [("A", "number"), ("a", "category")]


@pytest.mark.parametrize(
    "name", ["q'uote.parquet", "we[1]rd.parquet", "st*r?.parquet", "ü ñ.parquet"]
)
def test_file_names_are_taken_literally(tmp_path, name):
    parquet(tmp_path / "1.parquet", x=[0.0])
    with opened(parquet(tmp_path / name, x=[1, 2, 3])) as data:
        assert data.rows == 3


def test_nested_columns_do_not_shift_the_names(tmp_path):
    path = parquet(tmp_path / "x.parquet", s=[{"b": 1, "c": {"d": 2}}], l=[[1]], y=[2])
    with opened(path) as data:
        assert [f.name for f in data.fields] == ["s", "l", "y"]
        assert data.top(field(data, "y"), 1) == [("2", 1)]


def test_a_glob_is_read_as_one_table(tmp_path):
    parquet(tmp_path / "a.parquet", x=[1, 2], y=["u", "v"])
    parquet(tmp_path / "b.parquet", y=["w"], x=[2.5])
    with opened(str(tmp_path / "*.parquet")) as data:
        assert data.rows == 3
        assert data.top(field(data, "x"), 3, numeric=True) == [("1.0", 1), ("2.0", 1), ("2.5", 1)]


def test_a_glob_of_csv_is_matched_by_name(tmp_path):
    write(tmp_path / "a.csv", "x,y\n1,u\n")
    write(tmp_path / "b.csv", "y,x\nv,2\n")
    with opened(str(tmp_path / "*.csv")) as data:
        assert data.top(field(data, "x"), 3) == [("1", 1), ("2", 1)]


def test_csv_types_come_from_all_rows(tmp_path):
    path = write(tmp_path / "x.csv", "x\n" + "1\n" * 30_000 + "late\n")
    with opened(path) as data:
        assert data.rows == 30_001
        assert data.top(data.fields[0], 2) == [("1", 30_000), ("late", 1)]


def test_csv_dialects_and_odd_rows(tmp_path):
    text = 'x;"na;me"\n#no comment;1\n"two\nlines";2\n"a ""b""";\n'
    with opened(write(tmp_path / "x.csv", text)) as data:
        assert [f.name for f in data.fields] == ["x", "na;me"]
        assert dict(data.top(data.fields[0], 9)) == {
            "#no comment": 1,
            "two\nlines": 1,
            'a "b"': 1,
        }
        assert data.summary(data.fields[1]).nulls == 1


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbfx,y\n1,2\n")
    with opened(str(path)) as data:
        assert [f.name for f in data.fields] == ["x", "y"]


def test_leading_zeros_are_text(tmp_path):
    with opened(write(tmp_path / "x.csv", "zip\n01234\n98765\n")) as data:
        assert data.fields[0].kind == "category"


@pytest.mark.parametrize("stamp", ["DATE", "TIMESTAMP", "TIMESTAMPTZ"])
def test_infinite_dates_are_infinities(tmp_path, stamp):
    path = tmp_path / "x.parquet"
    values = ", ".join(f"('{v}'::{stamp})" for v in ("1970-01-02", "infinity", "-infinity"))
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY (FROM (VALUES {values}, (NULL)) t(x)) TO '{path}'")
    with opened(str(path)) as data:
        summary = data.summary(data.fields[0])
    assert (summary.plus_infinities, summary.minus_infinities, summary.nulls) == (1, 1, 1)
    assert summary.low == summary.high == 86_400e6


BAD_FILES = {
    "ragged.csv": ("a,b\n1,2\n3,4,5\n6\n7,8\n", r"ragged.csv.*2 of 4 rows.*line 3"),
    "empty.csv": ("", "empty.csv.*0 bytes"),
    "blank.csv": ("\n1\n", "blank.csv.*first line"),
    "quotes.csv": ('x,y\n"a "b" c",2\nd,3\n', "quotes.csv.*not well-formed"),
    "garbage.parquet": ("garbage" * 20, "garbage.parquet"),
    "data.json": ("{}", "data.json.*none of the known endings"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_named(tmp_path, name):
    text, message = BAD_FILES[name]
    with pytest.raises(EngineError, match=message):
        opened(write(tmp_path / name, text))


def test_other_encodings_are_named(tmp_path):
    for name, content in {"value": b"x,y\ncaf\xe9,1\n", "header": b"caf\xe9,y\n1,2\n"}.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(content)
        with pytest.raises(EngineError, match=f"{name}.csv.*not UTF-8.*iconv"):
            opened(str(path))


def test_damaged_parquet_is_an_error_and_never_a_count(tmp_path):
    path = tmp_path / "x.parquet"
    values = np.random.default_rng(3).normal(size=20_000)
    pq.write_table(pa.table({"x": values}), path, compression="zstd")
    content = bytearray(path.read_bytes())
    for i in range(500, len(content) - 2000, 97):
        content[i] ^= 0xFF
    path.write_bytes(content)
    with opened(str(path)) as data, pytest.raises(EngineError, match=r"x.parquet"):
        data.summary(data.fields[0])


def test_missing_files_folders_and_empty_globs_are_named(tmp_path):
    for path, message in {
        "nowhere.parquet": "no such file: 'nowhere.parquet'",
        str(tmp_path / "*.csv"): "no file matches",
        str(tmp_path): "is the folder",
    }.items():
        with pytest.raises(EngineError, match=message):
            opened(path)


def test_conflicting_files_of_a_glob_are_named_with_the_column(tmp_path):
    parquet(tmp_path / "a.parquet", x=[1])
    parquet(tmp_path / "b.parquet", x=["1"])
    with pytest.raises(EngineError, match=r"`x` is BIGINT in '.*a.parquet' and VARCHAR in '.*b.p"):
        opened(str(tmp_path / "*.parquet"))
    parquet(tmp_path / "b.parquet", z=[1])
    with pytest.raises(EngineError, match="lacks the column"):
        opened(str(tmp_path / "*.parquet"))
    write(tmp_path / "c.csv", "x\n1\n")
    with pytest.raises(EngineError, match="both Parquet and CSV"):
        opened(str(tmp_path / "*"))


def test_what_is_no_table_is_refused():
    with pytest.raises(UnknownDistributionError, match=r"`reference` is a builtins.int"):
        opened(3)
    with pytest.raises(EngineError, match="x"):
        opened(pd.DataFrame({"x": [1, "a"]}))
    with pytest.raises(EngineError, match="without columns"):
        opened(pl.DataFrame())
    with pytest.raises(InvalidInputError, match="`engine` is 'duck'"):
        choose("duck")
