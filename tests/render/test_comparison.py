"""A comparison on paper: everything fits, everything is escaped, nothing is fetched."""

from html.parser import HTMLParser

import numpy as np
import polars as pl
import pytest

from kullback.comparison import compare
from kullback.render.numbers import fit, nats, pad, printable, share, width_of

EVIL = "</script><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """Collects the tags and attributes that a browser would see, and the text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


def page(found, tmp_path):
    return Page(found.to_html(tmp_path / "r.html").read_text(encoding="utf-8"))


def test_markup_in_the_data_stays_text(tmp_path):
    name = f'"{EVIL}'
    p = pl.DataFrame({name: [EVIL] * 60 + ["b"] * 40, "gone" + EVIL: 1, "t" + EVIL: "a"})
    q = pl.DataFrame({name: ["b"] * 100, "new" + EVIL: 1, "t" + EVIL: 1})
    p.write_parquet(tmp_path / "<b>p&.parquet")
    seen = page(compare(str(tmp_path / "<b>p&.parquet"), q), tmp_path)
    assert not {"img", "script", 'b"', "iframe"} & set(seen.tags)
    assert seen.tags.count("b") == 2  # the two sources' names
    assert not [key for key, _ in seen.attributes if key.startswith("on")]
    assert seen.text.count(EVIL) >= 6


def test_the_report_fetches_nothing(tmp_path):
    seen = page(compare(pl.DataFrame({"x": [1.0]}), pl.DataFrame({"x": [2.0]})), tmp_path)
    assert not {"src", "srcset", "data", "xlink:href"} & {key for key, _ in seen.attributes}
    assert all(value.startswith("#") for key, value in seen.attributes if key == "href")


def test_fifty_columns_make_a_small_report(tmp_path):
    rng = np.random.default_rng(1)
    p, q = (
        pl.DataFrame({f"a column with a long name {i}": rng.normal(s, 1, 3000) for i in range(50)})
        for s in (0.0, 0.1)
    )
    assert compare(p, q).to_html(tmp_path / "r.html").stat().st_size < 300_000


@pytest.mark.parametrize("width", [60, 79, 80, 100, 120, 200])
def test_the_table_fits_any_width(width):
    rng = np.random.default_rng(2)
    frames = [
        pl.DataFrame(
            {
                "a rather long name of a column of numbers": rng.normal(s, 1, 500),
                "列の名前": rng.choice(["とても長い値の名前" * 5, "b"], 500),
                "x": 10.0**s * rng.normal(size=500),
            }
        )
        for s in (0, 1)
    ]
    for line in compare(*frames).table(width).splitlines():
        assert width_of(line) <= width, line


def test_repr_is_the_table():
    found = compare(pl.DataFrame({"x": [1.0]}), pl.DataFrame({"x": [2.0]}))
    assert repr(found) == str(found) == found.table()
    assert found._repr_html_().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(0.0, "0%"), (1.0, "100%"), (0.125, "12.5%"), (0.99999, ">99.9%"), (0.00001, "0.001%")],
)
def test_shares_are_never_rounded_to_all_or_nothing(fraction, text):
    assert share(fraction) == text


def test_short_forms():
    assert [nats(x) for x in (0.0, 1e-9, 0.53409, "inf")] == ["0", "<.0001", "0.5341", "inf"]
    assert fit("abcdef", 4) == "abc…"
    assert fit("日本語", 5) == "日本…"
    assert pad("日", 4) == "日  "
    assert pad("1", 3, right=True) == "  1"
    assert printable("a\x1b[0m\n") == "a\\x1b[0m\\n"
