"""Numbers -> a line chart as SVG, for a document or a run's folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a chart."""

    title: str
    low: float
    high: float
    ticks: int = 5

    def place(self, value: float, first: float, last: float) -> float:
        """Return where the value stands between two places."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return first + min(1.0, max(0.0, share)) * (last - first)

    def marks(self) -> list[float]:
        """Return the values that are written at the axis."""
        return [self.low + (self.high - self.low) * number / (self.ticks - 1) for number in range(self.ticks)]


def line_chart(
    lines: Mapping[str, Sequence[Point]], across: Axis, up: Axis, labels: Mapping[Point, str] | None = None
) -> str:
    """Return the chart: a line a series, with its name, and words beside some of the points."""
    drawn: list[str] = []
    for mark in across.marks():
        x = _x(across, mark)
        drawn.append(f'<path d="M{x} {_TOP}V{_BOTTOM}" stroke="#ddd"/>')
        drawn.append(f'<text x="{x}" y="{_BOTTOM + 18}" text-anchor="middle">{mark:.4g}</text>')
    for mark in up.marks():
        y = _y(up, mark)
        drawn.append(f'<path d="M{_LEFT} {y}H{_RIGHT}" stroke="#ddd"/>')
        drawn.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{mark:.4g}</text>')
    for number, (name, points) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{_x(across, x)},{_y(up, y)}" for x, y in points)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn.append(f'<text x="{_LEFT + 12}" y="{_TOP + 18 + 18 * number}" fill="{colour}">{escape(name)}</text>')
    for (x, y), label in (labels or {}).items():
        left, top = _x(across, x), _y(up, y)
        drawn.append(f'<circle cx="{left}" cy="{top}" r="3"/><text x="{left + 6}" y="{top - 6}">{escape(label)}</text>')
    middle = (_TOP + _BOTTOM) / 2
    drawn.append(
        f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_BOTTOM + 40}" text-anchor="middle">{escape(across.title)}</text>'
    )
    drawn.append(f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">{escape(up.title)}</text>')
    return _FRAME.format(drawn="\n".join(drawn))


def _x(axis: Axis, value: float) -> float:
    return round(axis.place(value, _LEFT, _RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    return round(axis.place(value, _BOTTOM, _TOP), 1)


_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 620, 20, 340
_COLOURS = ("#1f5fa8", "#b3471d", "#2d7d46")
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="650" height="400" viewBox="0 0 650 400" font-family="sans-serif" '
    'font-size="12">\n<rect width="650" height="400" fill="white"/>\n{drawn}\n</svg>\n'
)
