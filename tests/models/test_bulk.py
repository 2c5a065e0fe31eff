from dataclasses import dataclass

from policy_themes.models import bulk
from policy_themes.models.chunks import Outcome
from policy_themes.models.parts import open_parts


@dataclass
class Halves:
    """A chunk that is split in two."""

    size: int

    def split(self):
        return [Halves(self.size // 2), Halves(self.size - self.size // 2)]


def test_what_is_done_of_a_piece_of_a_piece_is_not_done_again(tmp_path):
    folder = tmp_path / "out.jsonl.parts"
    with open_parts(folder, "jsonl", {}) as parts:
        parts.add_split("00000000")
        parts.add_split("00000000-0001")
        parts.add("00000000-0001-0000", Outcome())
    with open_parts(folder, "jsonl", {}) as parts:
        tasks = bulk._iter_tasks([Halves(8), Halves(8)], parts)
        todo = {task.name: task.chunk.size for task in tasks}
    assert todo == {"00000000-0000": 4, "00000000-0001-0001": 2, "00000001": 8}
