import pytest

from policy_themes.training.curve import draw_reports, project_f1


def test_smaller_shares_are_parts_of_larger_ones(project):
    rows = project.sentences()
    shares = [{s.report for s in draw_reports(rows, share, draw=1)} for share in (0.25, 0.5, 1)]
    assert [len(own) for own in shares] == [2, 4, 8]
    assert shares[0] < shares[1] < shares[2]


def test_draws_differ_and_keep_whole_reports_in_order(project):
    rows = project.sentences()
    draws = [draw_reports(rows, 0.5, draw=draw) for draw in range(4)]
    assert len({frozenset(s.report for s in own) for own in draws}) > 1
    for own in draws:
        assert own == [s for s in rows if s.report in {x.report for x in own}]


def test_a_power_law_is_continued():
    sentences = [100, 200, 400, 400]
    f1 = [1 - 2 * n**-0.5 for n in sentences]
    assert project_f1(sentences, f1, 1600) == pytest.approx(1 - 2 / 40)
