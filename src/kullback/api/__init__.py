"""The verbs: one file a verb or a close group."""
