"""The figures of systems side by side, and a line for each."""

from collections.abc import Callable, Iterator, Sequence

from bench.storm.faults import Kind
from bench.storm.figures import Figures

ROWS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("submitted (acknowledged)", lambda it: f"{it.submitted:,}"),
    ("delivered", lambda it: f"{it.delivered:,}"),
    ("dead", lambda it: f"{it.dead:,}"),
    ("lost", lambda it: f"{len(it.lost):,}"),
    ("repeated calls", lambda it: f"{it.repeated_calls:,}"),
    ("most webhook-ids of one event", lambda it: f"{it.most_ids:,}"),
    ("ids with different bodies", lambda it: f"{it.different_bodies:,}"),
    *((f"faults: {kind}", lambda it, kind=kind: f"{it.struck.get(kind, 0):,}") for kind in Kind),
    ("longest recovery of a step", lambda it: f"{it.recovery_seconds:.1f} s"),
    ("longest silence of the receiver", lambda it: f"{it.silence_seconds:.1f} s"),
    ("submission to delivery, p50", lambda it: f"{it.delivery_within(0.5):.1f} s"),
    ("submission to delivery, p99", lambda it: f"{it.delivery_within(0.99):.1f} s"),
    ("submission to delivery, longest", lambda it: f"{it.delivery_within(1):.1f} s"),
    ("wall time", lambda it: f"{it.wall_seconds:.0f} s"),
)


def table(systems: Sequence[Figures]) -> Iterator[str]:
    """Yield the lines of the table: a row a figure, a column a system."""
    yield f"{'':34}" + "".join(f"{it.name:>14}" for it in systems)
    for name, show in ROWS:
        yield f"{name:34}" + "".join(f"{show(it):>14}" for it in systems)


def ratios(ours: Figures, baseline: Figures) -> str:
    """Return how the waits of one system stand to those of another."""
    waits = {"p50": 0.5, "p99": 0.99, "longest": 1.0}
    told = (
        f"{name} {ours.delivery_within(share) / baseline.delivery_within(share):.2f}" for name, share in waits.items()
    )
    return f"{ours.name} beside the {baseline.name}, submission to delivery: {', '.join(told)} of its time"


def line(it: Figures) -> str:
    """Return the whole in a line."""
    ended = f"{it.delivered:,} of {it.submitted:,} delivered, {it.dead:,} dead, {len(it.lost):,} lost"
    waits = f"p50 {it.delivery_within(0.5):.1f} s, p99 {it.delivery_within(0.99):.1f} s"
    return f"{it.name:13} {ended}, {it.repeated_calls:,} calls repeated; {waits}"
