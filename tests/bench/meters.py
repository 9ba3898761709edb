"""Time that processes spent on a processor, as the kernel counts it."""

import os
from pathlib import Path


def tree_of(pid: int) -> list[int]:
    """A process and all that came from it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            text = Path(f"/proc/{one}/task/{one}/children").read_text()
        except OSError:
            continue
        waiting += [int(child) for child in text.split()]
    return found


def cpu_seconds(*roots: int) -> float:
    """Of these processes and their children that are alive now."""
    return sum(_cpu_seconds(pid) for root in roots for pid in tree_of(root))


def _cpu_seconds(pid: int) -> float:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9
    except FileNotFoundError:
        return _cpu_ticks(pid)


def _cpu_ticks(pid: int) -> float:
    """Where the kernel keeps no schedstat: hundredths of a second."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
