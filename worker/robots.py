"""robots.txt -> what may be fetched of a site, and how slowly (RFC 9309)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from protego import Protego

MOST_BYTES: Final = 500 * 1024
"""Of a file that is read; RFC 9309, 2.5, asks for no less."""
MOST_DELAY_SECONDS: Final = 60.0
"""Between two requests, however much the site asks for: a day's wait means that it wants none. Our choice."""

_USER_AGENT: Final = re.compile(r"\s*user[ -]?agent\s*:?\s*(?P<name>[^#]*)", re.IGNORECASE)
_NOBODY: Final = "User-agent: -"


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site lets us do."""

    rules: Protego
    product: str

    def allows(self, url: str) -> bool:
        """Whether a URL of the site may be fetched."""
        return self.rules.can_fetch(url, self.product)

    @property
    def delay_seconds(self) -> float:
        """What is left between two requests; 0 where the file does not say.

        By Crawl-delay, or by Request-rate: neither is in the RFC, both are customary.
        """
        rate = self.rules.request_rate(self.product)
        asked = (self.rules.crawl_delay(self.product) or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(max(asked), MOST_DELAY_SECONDS)


@lru_cache(maxsize=256)
def read_robots(text: str, user_agent: str) -> Robots:
    """Return the rules of a file for who calls itself so; what is no rule in it counts for nothing."""
    product = user_agent.partition("/")[0].strip().lower()
    return Robots(Protego.parse("\n".join(_about_us(text, product))), product)


def _about_us(text: str, product: str) -> Iterator[str]:
    """Yield the lines, with one name for all the other robots of a group.

    The parser keeps every rule once for each robot: 67 kB of names and rules took it 11 s and 290 MB.
    """
    was_nobody = False
    for line in text[:MOST_BYTES].splitlines():
        found = _USER_AGENT.match(line)
        name = found["name"].strip().lower() if found else ""
        is_nobody = found is not None and name != "*" and name.replace("*", "") not in product
        if not is_nobody:
            yield line
        elif not was_nobody:
            yield _NOBODY
        was_nobody = is_nobody
