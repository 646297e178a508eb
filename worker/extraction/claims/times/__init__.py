"""When it was said, and when it happened."""

from worker.extraction.claims.times.calendar_words import Calendar, load_calendar
from worker.extraction.claims.times.claim_times import ANCHOR_PUBLISHED, content_time, reported_at

__all__ = ["ANCHOR_PUBLISHED", "Calendar", "content_time", "load_calendar", "reported_at"]
