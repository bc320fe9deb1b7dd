"""Write docs/pairs.md: which method answers each ordered pair of families.

Usage: python -m scripts.make_pairs_page

Asks `kb.plan` at a few members of every family, and the divergence itself whether it is finite.
`tests/oracle/test_pairs_page.py` fails when the committed page says anything else.
"""

import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import kullback as kb
from tests.oracle.laws import CONTINUOUS, DISCRETE
from tests.oracle.pairs import DRAWS, WIDE

PAGE = Path(__file__).parent.parent / "docs" / "pairs.md"

ELSEWHERE = {
    "Categorical": [([0.3, 0.5, 0.2],), ([0.2, 0.2, 0.6],)],
    "Delta": [(1.0,)],
    "MultivariateNormal": [([0.0, 1.0], [[1.0, 0.3], [0.3, 2.0]]), ([1.0, 0.0], [[2.0, 0.0], [0.0, 1.0]])],
    "LowRankMultivariateNormal": [
        ([0.0, 1.0], [[1.0], [0.5]], [0.5, 0.8]), ([1.0, 0.0], [[0.3], [0.9]], [0.6, 0.4]),
    ],
    "MatrixNormal": [
        ([[0.0, 1.0]], [[1.0]], [[1.0, 0.3], [0.3, 2.0]]), ([[1.0, 0.0]], [[1.5]], [[2.0, 0.0], [0.0, 1.0]]),
    ],
    "MultivariateStudentT": [
        (5.0, [0.0, 1.0], [[1.0, 0.3], [0.3, 2.0]]), (3.0, [1.0, 0.0], [[2.0, 0.0], [0.0, 1.0]]),
    ],
    "Dirichlet": [([1.5, 2.5],), ([2.0, 0.8],)],
    "Multinomial": [(5, [0.3, 0.7]), (5, [0.6, 0.4])],
    "DirichletMultinomial": [(5, [1.5, 2.5]), (5, [2.0, 0.8])],
    "NegativeMultinomial": [(2.0, [0.3, 0.4]), (2.0, [0.2, 0.2])],
    "MarkovPath": [([0.3, 0.7], [[0.8, 0.2], [0.4, 0.6]], 2), ([0.5, 0.5], [[0.5, 0.5], [0.3, 0.7]], 2)],
    "MarkovChain": [([[0.8, 0.2], [0.4, 0.6]],), ([[0.5, 0.5], [0.3, 0.7]],)],
    "Wishart": [(4.0, [[1.0, 0.3], [0.3, 2.0]]), (5.5, [[2.0, 0.0], [0.0, 1.0]])],
    "InverseWishart": [(4.0, [[1.0, 0.3], [0.3, 2.0]]), (5.5, [[2.0, 0.0], [0.0, 1.0]])],
    "NormalGamma": [(0.3, 1.5, 2.0, 1.2), (-0.4, 0.7, 3.5, 0.8)],
    "NormalInverseGamma": [(0.3, 1.5, 2.0, 1.2), (-0.4, 0.7, 3.5, 0.8)],
    "NormalWishart": [
        ([0.0, 1.0], 1.5, 4.0, [[1.0, 0.3], [0.3, 2.0]]), ([1.0, 0.0], 0.7, 5.5, [[2.0, 0.0], [0.0, 1.0]]),
    ],
    "NormalInverseWishart": [
        ([0.0, 1.0], 1.5, 4.0, [[1.0, 0.3], [0.3, 2.0]]), ([1.0, 0.0], 0.7, 5.5, [[2.0, 0.0], [0.0, 1.0]]),
    ],
    "VonMisesFisher": [([0.0, 1.0], 1.5), ([1.0, 0.0], 0.7)],
    "PowerSpherical": [([0.0, 1.0], 1.5), ([1.0, 0.0], 0.7)],
}  # fmt: skip
"""Members of families whose parameters are vectors, of tables, and of atoms."""

SIGNS = {
    **dict.fromkeys(("finite_sum", "table", "enumeration", "atom_of_p", "atom_of_q"), "S"),
    "moments": "M",
    "summation": "s",
}
OTHERWISE = {"exact": "C", "numerical": "q", "estimate": "e"}
WEAKEST_LAST = "CMSsqe"
INFINITE, STRANGERS = "∞", "·"
ROOM = 26

HEAD = """\
# All pairs of families

Which method answers `kb.kl(p, q)`: the row is p, the column (read downwards) is q.

| sign | the answer |
|---|---|
| `C` | exact, in closed form: one family, or both written as members of one |
| `M` | exact, from means that p knows |
| `S` | exact, by a finite sum |
| `q` | numerical, by quadrature, with a bound on its error |
| `s` | numerical, by summation, with a bound on its error |
| `e` | an estimate, by Monte Carlo, with its standard error |
| `∞` | infinite: q misses values of p, or has tails that p's are too heavy for |
| `·` | none: they live on different spaces |

The signs hold for members without special relations, where p lies inside q if it can. Some do
better than their sign: a generalised normal law against another about the same centre has a closed
form, and so has a binomial law against one of as many trials. Some are infinite where others are
not: a uniform law against a Pareto law is `M` if it lies in its support, and `∞` if not. An atom
(`Delta`) is infinitely far from every density, and every density from it. `kb.plan(p, q)` says what
holds for two given members, and why.

This page is written by `python -m scripts.make_pairs_page`.
"""


def members(name: str, *, roomy: bool = False) -> list:
    """Return representative members of the family `name`, on request also those with much room."""
    values = [*(DRAWS | ELSEWHERE)[name], *([WIDE[name]] if roomy and name in WIDE else ())]
    return [getattr(kb.families, name)(*v) for v in values]


def sign(p: str, q: str) -> str:
    """Return the sign of the weakest method that finds the divergence of p from q finite."""
    sides = itertools.product(members(p), members(q, roomy=True))
    found = set()
    for one, two in sides:
        found.add(_sign(one, two))
        if "e" in found:
            break  # nothing is weaker, or slower
    finite = found - {INFINITE, STRANGERS}
    if not finite:
        return INFINITE if INFINITE in found else STRANGERS
    return max(finite, key=WEAKEST_LAST.index)


def _sign(p: object, q: object) -> str:
    try:
        plan = kb.plan(p, q)
    except kb.SupportError:
        return STRANGERS
    if plan.method == "support" or float(kb.kl(p, q, rng=0)) == float("inf"):
        return INFINITE
    return SIGNS.get(plan.method, OTHERWISE[plan.kind])


def matrix(families: Sequence[str], rows: Iterable[str] | None = None) -> list[str]:
    """Return the lines of the table of `families` against one another; `rows`: of these p only."""
    width = max(map(len, families))
    head = [name.rjust(width) for name in families]
    lines = [" " * ROOM + " ".join(letters) for letters in zip(*head, strict=True)]
    asked = families if rows is None else rows
    lines += [p.ljust(ROOM) + " ".join(sign(p, q) for q in families) for p in asked]
    return [line.rstrip() for line in lines]


def sections() -> dict[str, list[str]]:
    """Return the families of each table by its heading."""
    vectors = [n for n in ELSEWHERE if n not in ("Categorical", "Delta")]
    return {
        "Densities on the line": [n for n in CONTINUOUS if n != "VonMises"],
        "Whole numbers": [*DISCRETE, "Categorical", "Delta"],
        "Circle, vectors, matrices, counts": ["VonMises", *vectors],
    }


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for title, families in sections().items():
        parts.append("\n".join([f"## {title}", "", "```text", *matrix(families), "```", ""]))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
