"""Who is said to say what: cues, their sources and their contents."""
