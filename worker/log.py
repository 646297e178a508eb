"""Logging: events with data, JSON in containers and readable on a terminal, always on standard error."""

import logging
import sys

import structlog

TOO_TALKATIVE = ("trafilatura", "htmldate")
"""They warn of pages that they cannot read; we tell so with a code of our own."""


def configure_logging(*, log_format: str, log_level: str) -> None:
    """Send our events and those of the libraries (from warning up) to standard error, in one format.

    Args:
        log_format: `json`, `console`, or `auto`: console on a terminal, JSON elsewhere.
        log_level: the least level of our own events.
    """
    as_json = log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    sink = logging.StreamHandler(sys.stderr)
    sink.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [sink]
    root.setLevel(logging.WARNING)
    for name in TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("worker").setLevel(log_level.upper())
