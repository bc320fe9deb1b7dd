"""Run every benchmark; each prints a table and writes JSON under `benchmarks/results/`."""

import benchmarks.accuracy.near_equal
import benchmarks.speed.batches
import benchmarks.speed.distillation
import benchmarks.speed.small_tables

benchmarks.speed.small_tables.main()
print()
benchmarks.speed.batches.main()
print()
benchmarks.speed.distillation.main()
print()
benchmarks.accuracy.near_equal.main()
