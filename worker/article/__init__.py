"""A fetched page -> an article: its text in zones, and what is known of it."""
