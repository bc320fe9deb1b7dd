"""What p and q may be."""
