"""What to be careful about where counting saw too little."""

from collections.abc import Hashable, Sequence

from kullback.result import Caution

COVERED = 0.95  # share of P's rows whose outcome Q was seen to have, below which counting knows too little
_ROWS_AN_OUTCOME = 5.0
_SHOWN = 3


def coverage_cautions(
    covered: float, unseen: Sequence[Hashable], rows: int, outcomes: int
) -> tuple[Caution, ...]:
    """Return the cautions: what Q lacks makes the plug-in infinite; too few rows leave a lower bound."""
    cautions = []
    if unseen:
        names = ", ".join(repr(o) for o in unseen[:_SHOWN]) + (
            ", ..." if len(unseen) > _SHOWN else ""
        )
        cautions.append(
            Caution(
                "plug_in_infinite",
                f"`q` was never seen to have {names}, which `p` was: the divergence of the observed "
                "frequencies is infinite, the estimate is finite.",
            )
        )
    if covered < COVERED or rows < _ROWS_AN_OUTCOME * outcomes:
        cautions.append(
            Caution(
                "undersampled",
                f"There are {rows} rows for {outcomes} outcomes, and {1.0 - covered:.1%} of the rows are of "
                "outcomes hardly or never seen: the estimate may be far off, and its interval too short. "
                "Draw more, or merge outcomes.",
            )
        )
    return tuple(cautions)
