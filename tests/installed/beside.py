"""Two packages of the same components in one process, imported in either order."""

import sys

first, second = sys.argv[1:]
__import__(first)
import spacy  # noqa: E402 (what came first is the test)

for name in (second, first):
    if name.startswith("zh"):
        assert spacy.load(name)("清理河道垃圾3吨。")._.themes, name
