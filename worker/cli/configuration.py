"""What every command that does something begins with. Needs the extra `worker`."""

from worker.log import configure_logging
from worker.settings import Settings


def configured() -> Settings:
    """Read the settings and set up logging."""
    settings = Settings.read()
    configure_logging(log_format=settings.log_format, log_level=settings.log_level)
    return settings
