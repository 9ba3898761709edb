"""Figures of one run, gathered by round and told as medians."""

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Figures:
    """`rate`, `cpu` and `wait` (milliseconds) by name, one value for each round.

    `wait` is the 99th percentile of how long an answer took.
    """

    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    cpus: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, name: str, *, rate: float | None, cpu: float | None, wait: float | None = None
    ) -> None:
        if rate is not None:
            self.rates[name].append(rate)
        if cpu is not None:
            self.cpus[name].append(cpu)
        if wait is not None:
            self.waits[name].append(wait)

    def ratio(self, kind: dict[str, list[float]], name: str, other: str) -> str:
        """Median over the rounds of one value by the other of the same round."""
        pairs = list(zip(kind[name], kind[other], strict=False))
        return f"{median(one / two for one, two in pairs):.2f}" if pairs else "not measured"

    def table(self) -> list[str]:
        lines = [f"{'':44}{'a second':>10}{'CPU ms':>10}{'99 % in ms':>12}"]
        for name in dict.fromkeys([*self.rates, *self.cpus]):
            rate, cpu, wait = (kind.get(name) for kind in (self.rates, self.cpus, self.waits))
            lines.append(
                f"{name:44}{f'{median(rate):.0f}' if rate else '–':>10}"
                f"{f'{median(cpu):.2f}' if cpu else '–':>10}"
                f"{f'{median(wait):.1f}' if wait else '–':>12}"
            )
        return lines


def percentile(values: list[float], share: int) -> float:
    """The value that `share` of a hundred do not pass."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]
