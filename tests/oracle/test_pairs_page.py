"""docs/pairs.md says which method answers each pair: as it is today."""

import pytest

import kullback as kb
from scripts.make_pairs_page import PAGE, matrix, page, sections

COMMITTED = PAGE.read_text("utf-8")
REWRITE = "docs/pairs.md is out of date: python -m scripts.make_pairs_page"
EVERY = 6  # rows: all of them take 20 s


def test_every_family_is_on_the_page():
    on_it = {name for families in sections().values() for name in families}
    lacking = set(dir(kb.families)) - on_it
    assert lacking == set(), "give members of it in scripts/make_pairs_page.py"


@pytest.mark.parametrize("title", sections())
def test_the_page_is_up_to_date(title):
    families = sections()[title]
    shown = COMMITTED.split(f"## {title}\n")[1].split("```")[1].splitlines()
    assert set(matrix(families, families[::EVERY])) - set(shown) == set(), REWRITE


@pytest.mark.slow
def test_the_whole_page_is_up_to_date():
    assert page() == COMMITTED, REWRITE
