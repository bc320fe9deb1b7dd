"""Where data at rest is counted: nothing but counts, edges and names ever leaves an engine."""
