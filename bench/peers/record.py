"""What a peer hands back, and the clock around its solve."""

import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Task:
    """One instance for one peer: relative gap, wall seconds, and the MPS file that Surety wrote of it (or why there is none)."""

    file: Path
    gap: float
    limit: float
    mps: Path | None
    why_no_mps: str | None


class Clock:
    """Wall and processor seconds of a `with` block: of the solve, without reading and building."""

    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def outcome(status, clock, objective=None, bound=None, nodes=None, point=None, note=None):
    """`status`: optimal, limit, infeasible, or heuristic where nothing is proved; `objective` is what the peer claims, in the instance's sense."""
    return {
        "status": status,
        "objective": objective,
        "bound": bound,
        "nodes": nodes,
        "wall_s": clock.wall,
        "cpu_s": clock.cpu,
        "point": point,
        "note": note,
    }
