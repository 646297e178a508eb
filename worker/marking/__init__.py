"""Marks in a text who says what: the attribution model at run time. Knows nothing of spaCy and of claims."""
