import pytest

from policy_themes.corpus.reviews import read_reviews
from policy_themes.errors import RowsError


def test_reviewer_and_score_by_report(tmp_path):
    path = tmp_path / "reviews.jsonl"
    path.write_text('{"report": "a-2020", "reviewer": "e", "score": 4}\n', encoding="utf-8")
    assert read_reviews(path) == {"a-2020": ("e", 4)}


@pytest.mark.parametrize("score", ["0", "6", '"4"', "3.5"])
def test_other_scores_are_told(tmp_path, score):
    path = tmp_path / "reviews.jsonl"
    path.write_text(f'{{"report": "a", "reviewer": "e", "score": {score}}}\n', encoding="utf-8")
    with pytest.raises(RowsError, match=r"line 1: score .*whole number from 1 to 5\.$"):
        read_reviews(path)
