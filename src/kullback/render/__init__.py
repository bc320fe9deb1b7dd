"""Numbers and dictionaries in; text, HTML and axes out."""
