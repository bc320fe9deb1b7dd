"""A comparison as one self-contained HTML page: no scripts, everything from the data escaped."""

from html import escape
from typing import Any

from kullback.render.numbers import fit, nats, printable, share

WIDTH, HEIGHT = 640, 120
MOST_BARS = 12
"""A category column shows this many values; a column of numbers shows all its cells."""
STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--soft:#667085;--line:#d9dee7;--back:#fff;
--panel:#f6f8fb;--p:#8a97ab;--q:#e0702a}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#98a2b3;--line:#343b47;--back:#14181f;
--panel:#1b212a;--p:#76839a;--q:#f08a45}}
*{box-sizing:border-box}body{margin:0 auto;max-width:68rem;padding:2rem 1.25rem 4rem;
color:var(--ink);background:var(--back);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2.5rem 0 .75rem}
.soft{color:var(--soft)}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:500;white-space:nowrap}.n{text-align:right;white-space:nowrap}
a{color:inherit}td{white-space:nowrap}td:last-child{white-space:normal;
min-width:11rem;overflow-wrap:anywhere}p,li{overflow-wrap:anywhere}
section{background:var(--panel);border-radius:.5rem;padding:1rem 1.25rem;margin:1rem 0}
section h3{margin:0;font-size:1rem;overflow-wrap:anywhere}
svg{width:100%;height:auto;display:block;margin:.75rem 0 0}
.p{fill:var(--p);background:var(--p)}.q{fill:var(--q);background:var(--q)}
.key{display:inline-block;width:.7em;height:.7em;border-radius:2px;margin:0 .35em 0 0}
.ends{display:flex;justify-content:space-between;font-size:.75rem;color:var(--soft)}
.bars{display:grid;grid-template-columns:minmax(6rem,16rem) 1fr 9rem;gap:.3rem .75rem;
font-size:.8rem;margin:.75rem 0 0;align-items:center}
.bars i{display:block;height:.45rem;border-radius:2px}
.bars span{overflow-wrap:anywhere}.note{font-size:.85rem;margin:.5rem 0 0}
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(found: dict[str, Any], sentences: list[str]) -> str:
    """Return the page; `found["columns"]` come worst first and carry their histograms."""
    columns = found["columns"]
    rows = "".join(_row(column, i) for i, column in enumerate(columns))
    details = "".join(_detail(column, i) for i, column in enumerate(columns))
    said = "".join(f"<li>{_text(sentence)}</li>" for sentence in sentences)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(found['reference'])} against {_text(found['current'])}</title>"
        f"<style>{STYLE}</style></head><body><h1>What moved</h1>{_sources(found)}"
        f"<h2>Findings</h2><ul>{said}</ul><h2>Columns</h2>"
        '<div class="wide"><table><thead><tr><th>column</th><th>kind</th><th class="n">cells</th>'
        '<th class="n">kl</th><th class="n">95% interval</th><th class="n">reverse</th>'
        '<th class="n">js</th><th class="n">p-value</th><th>moved most</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{_explained(found)}{_left_out(found)}"
        f"<h2>Where it comes from</h2>{details}</body></html>\n"
    )


def _text(value: object) -> str:
    return escape(printable(str(value)), quote=True)


def _sources(found: dict[str, Any]) -> str:
    parts = [
        f'<i class="key {side}"></i>{role} <b>{_text(found[role])}</b>, '
        f"{found['rows'][role]:,} rows"
        for side, role in (("p", "reference"), ("q", "current"))
    ]
    return f'<p class="soft">{"<br>".join(parts)}</p>'


def _row(column: dict[str, Any], index: int) -> str:
    low, high = column["interval"]
    numbers = [
        str(column["cells"]),
        nats(column["kl"]),
        f"{nats(low)} – {nats(high)}",
        nats(column["kl_reverse"]),
        nats(column["jensen_shannon"]),
        _pvalue(column["pvalue_holm"]),
    ]
    move = _move(column["moved"][0]) if column["moved"] else "nothing"
    flag = "" if column["status"] == "ok" else f' <span class="soft">{column["status"]}</span>'
    return (
        f'<tr><td><a href="#c{index}">{_text(column["column"])}</a>{flag}</td>'
        f"<td>{column['kind']}</td>"
        + "".join(f'<td class="n">{number}</td>' for number in numbers)
        + f"<td>{move}</td></tr>"
    )


def _pvalue(value: float) -> str:
    return "&lt;0.001" if value < 0.001 else f"{value:.3f}"


def _move(move: dict[str, Any]) -> str:
    label = _text(fit(move["cell"], 60))
    return f"{label}: {_text(share(move['reference']))} → {_text(share(move['current']))}"


def _explained(found: dict[str, Any]) -> str:
    return (
        '<p class="soft note">In nats, worst first. kl is D(reference ‖ current), reverse the '
        "other way round, js Jensen–Shannon; the p-values are those of a G test, adjusted for the "
        "number of columns (Holm). Rows are taken as independent. "
        f"Counted by {_text(found['engine'])}.</p>"
    )


def _left_out(found: dict[str, Any]) -> str:
    lines = [
        f"{_text(change['column'])} was not compared: its type changed from "
        f"{_text(change['reference'])} to {_text(change['current'])}."
        for change in found["type_changed"]
    ]
    for key, where in (("missing", "reference"), ("added", "current data")):
        if found[key]:
            names = ", ".join(_text(name) for name in found[key])
            lines.append(f"Only in the {where}: {names}.")
    lines += [_text(caution["message"]) for caution in found["cautions"]]
    return "".join(f'<p class="note">{line}</p>' for line in lines)


def _detail(column: dict[str, Any], index: int) -> str:
    facts = f"kl {nats(column['kl'])}, noise {nats(column['noise'])}"
    if column["resolution"]:
        half, twice = column["resolution"]
        facts += f", with half the cells {nats(half)}, with twice as many {nats(twice)}"
    draw = _bars if column["kind"] in ("category", "boolean") else _histogram
    notes = "".join(f'<p class="note">{_text(c["message"])}</p>' for c in column["cautions"])
    return (
        f'<section id="c{index}"><h3>{_text(column["column"])}</h3>'
        f'<div class="soft note">{_text(facts)}</div>{draw(column["histogram"])}{notes}</section>'
    )


def _histogram(cells: dict[str, Any]) -> str:
    """Return paired upright bars, one pair a cell in the cells' order, with the labels on hover."""
    highest = max([*cells["reference"], *cells["current"]])
    step = WIDTH / len(cells["labels"])
    pairs = zip(cells["labels"], cells["reference"], cells["current"], strict=True)
    drawn = []
    for i, (label, p, q) in enumerate(pairs):
        title = f"{_text(fit(label, 60))}: {_text(share(p))} → {_text(share(q))}"
        bars = "".join(
            f'<path class="{side}" d="M{i * step + offset * step:.1f} {HEIGHT}'
            f'v{-HEIGHT * value / highest:.1f}h{0.4 * step:.1f}V{HEIGHT}"/>'
            for side, value, offset in (("p", p, 0.08), ("q", q, 0.48))
        )
        drawn.append(f"<g><title>{title}</title>{bars}</g>")
    first, last = (_text(fit(cells["labels"][i], 40)) for i in (0, -1))
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img">{"".join(drawn)}</svg>'
        f'<div class="ends"><span>{first}</span><span>{last}</span></div>'
    )


def _bars(cells: dict[str, Any]) -> str:
    """Return paired lying bars: all values, or of many those that moved most."""
    order = list(range(len(cells["labels"])))
    if len(order) > MOST_BARS:
        order = sorted(order, key=lambda i: (-cells["contributions"][i], -cells["reference"][i]))
    rows = [(cells["labels"][i], cells["reference"][i], cells["current"][i]) for i in order]
    highest = max(max(p, q) for _, p, q in rows[:MOST_BARS])
    drawn = "".join(
        f"<span>{_text(fit(label, 60))}</span>"
        f"<span>{_bar('p', p / highest)}{_bar('q', q / highest)}</span>"
        f"<span>{_text(share(p))} → {_text(share(q))}</span>"
        for label, p, q in rows[:MOST_BARS]
    )
    rest = len(rows) - MOST_BARS
    more = f'<p class="note soft">and {rest} values that moved less</p>' if rest > 0 else ""
    return f'<div class="bars">{drawn}</div>{more}'


def _bar(side: str, fraction: float) -> str:
    width = max(100.0 * fraction, 0.2) if fraction > 0.0 else 0.0  # a sliver is not nothing
    return f'<i class="{side}" style="width:{width:.1f}%"></i>'
