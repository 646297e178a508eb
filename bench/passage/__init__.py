"""What it costs to pass an article through, without the work on it."""
