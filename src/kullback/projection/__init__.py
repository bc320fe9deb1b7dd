"""Projection: the member of a family that is nearest to a target, in either direction; and which family."""
