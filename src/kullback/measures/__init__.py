"""What is asked: one file a measure."""
