"""When it was said, and when it happened."""

from worker.extraction.claims.times.calendar import Calendar, load_calendar
from worker.extraction.claims.times.claim_times import content_time, reported_at
from worker.extraction.claims.times.frames import ANCHOR_PUBLISHED
from worker.extraction.claims.times.mentions import TimeMention, find_times

__all__ = [
    "ANCHOR_PUBLISHED",
    "Calendar",
    "TimeMention",
    "content_time",
    "find_times",
    "load_calendar",
    "reported_at",
]
