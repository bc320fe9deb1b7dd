"""Foreign objects become our distributions: one file a library, found by the object's module."""
