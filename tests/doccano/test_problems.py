from policy_themes.annotations.doccano import problems
from policy_themes.annotations.doccano.problems import Problem, collect_problems


def test_a_problem_says_where_what_and_what_to_do():
    problem = Problem("r7-li", problems.EDITED_TEXT, ("liutang:1", "liutang:4"))
    assert str(problem) == (
        "r7-li: answers left out, as they were given on another text than the corpus has (2): "
        "liutang:1, liutang:4. Set the text back in Doccano and have the sentence confirmed again."
    )


def test_of_many_places_the_first_ten_are_shown():
    problem = Problem("r7-li", problems.DELETED, tuple(f"a:{n}" for n in range(1, 13)))
    assert "(12): a:1, a:2, " in str(problem)
    assert "a:10 and 2 more. What was pulled before stays." in str(problem)


def test_an_id_with_line_breaks_and_escapes_in_it_is_told_in_one_line():
    problem = Problem("r7-li", problems.UNKNOWN_ID, ("a\nb:1\x1b[2J (example 3)",))
    assert "no such sentence (1): a b:1 [2J (example 3). Mend" in str(problem)


def test_a_kind_without_a_place_is_no_problem():
    found = collect_problems("r7-li", [(problems.NO_ID, []), (problems.DELETED, ["a:1"])])
    assert found == [Problem("r7-li", problems.DELETED, ("a:1",))]
