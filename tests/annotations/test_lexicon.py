import re

import pytest

from policy_themes.annotations.lexicon import read_lexicon
from policy_themes.errors import RowsError

HEADER = "term\tthemes\tfrom\tto\tnote\n"


def test_a_lexicon_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_bytes((HEADER + "大棚\t产业\t\t\t\n").encode("gb18030"))
    with pytest.raises(RowsError, match=re.escape(f"{path}: line 2: not UTF-8. Save it in UTF-8.")):
        read_lexicon(path, ["产业"])
