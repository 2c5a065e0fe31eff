"""Give random inputs to all that reads what somebody else wrote.

Usage: python scripts/fuzz.py [TARGET[=INPUTS] ...] [--seed 1] [--state FOLDER] [--again FILE]

A run goes on where it was broken off, as far as its state folder tells. Inputs that crash, hang,
fill memory or break a rule are kept there; TARGET --again FILE tries one of them once more.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzzing.targets import TARGETS
from fuzzing.workers import Batch, make_input, run_worker

_KEPT = 5
"""Inputs kept of each kind of finding."""


@dataclass
class Totals:
    """What came of a target's inputs.

    Attributes:
        tried: Their number; also that of the next one.
        refused: Those refused with an error of ours.
        rss: Megabytes of memory after the first inputs, at most, and after the last.
        findings: Numbers of inputs by what they did.
    """

    tried: int = 0
    refused: int = 0
    rss: list[float] = field(default_factory=list)
    findings: dict[str, list[int]] = field(default_factory=dict)

    def add(self, batch: Batch) -> None:
        """Add what came of some inputs."""
        self.tried += batch.count
        self.refused += batch.refused
        if batch.alive:
            first, most, _ = self.rss or (batch.rss, 0, 0)
            self.rss = [first, max(most, batch.rss), batch.rss]
        for number, what in batch.findings:
            self.findings.setdefault(what.partition(": ")[0], []).append(number)

    def __str__(self) -> str:
        found = sum(map(len, self.findings.values()))
        accepted = self.tried - self.refused - found
        memory = " / ".join(f"{value:.0f}" for value in self.rss)
        return f"{self.tried:>9,} {accepted:>9,} {self.refused:>9,} {found:>8,}   {memory} MB"


def run_target(name: str, inputs: int, seed: int, folder: Path) -> Totals:
    """Try a target's inputs up to a number, from where an earlier run stopped."""
    path = folder / f"{name}-{seed}.json"
    totals = Totals(**json.loads(path.read_text())) if path.is_file() else Totals()
    while totals.tried < inputs:
        for batch in run_worker(name, seed, totals.tried, inputs):
            totals.add(batch)
            for number, what in batch.findings:
                _keep(folder, name, seed, number, what, totals)
            path.write_text(json.dumps(asdict(totals), indent=1, ensure_ascii=False))
    return totals


def _keep(folder: Path, name: str, seed: int, number: int, what: str, totals: Totals) -> None:
    if any(number in numbers[:_KEPT] for numbers in totals.findings.values()):
        print(f"{name} {number}: {what}", file=sys.stderr, flush=True)
        (folder / f"{name}-{seed}-{number}").write_bytes(make_input(name, seed, number))


def main() -> None:
    """Run the targets one after the other and print their totals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--state", type=Path, default=Path(".fuzz"))
    parser.add_argument("--again", type=Path)
    given = parser.parse_args()
    if given.again:
        TARGETS[given.targets[0]].run(given.again.read_bytes())
        return
    given.state.mkdir(parents=True, exist_ok=True)
    print("target        inputs  accepted   refused findings   memory: first / most / last")
    found = 0
    for wanted in given.targets or TARGETS:
        name, _, inputs = wanted.partition("=")
        totals = run_target(name, int(inputs or given.inputs), given.seed, given.state)
        print(f"{name:<10} {totals}", flush=True)
        for what, numbers in totals.findings.items():
            print(f"  {len(numbers)} times: {what} (such as {numbers[0]})", flush=True)
        found += len(totals.findings)
    sys.exit(found > 0)


if __name__ == "__main__":
    main()
