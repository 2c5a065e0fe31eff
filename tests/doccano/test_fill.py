import pytest

from policy_themes.annotations.doccano.fill import UNPLACED, drop_copies, restore_suggestions


class Server:
    """Holds examples that were listed before they may have been confirmed."""

    url = "http://here"

    def __init__(self, *, confirmed):
        self.confirmed = confirmed
        self.posted = []

    def download(self, project_id, *, confirmed_only):
        return [{"id": number, "label": []} for number in (7, 8)]

    def get(self, path):
        if path.endswith("/categories"):
            return []
        return {
            "projects/1/category-types": [{"id": 3, "text": "水利"}],
            "me": {"id": 1},
        }.get(path, {"is_confirmed": self.confirmed})

    def post(self, path, json):
        self.posted.append((path, json))

    def delete_examples(self, project_id, ids):
        self.deleted = ids


def list_example(number, sentence):
    meta = {"sentence": sentence, "建议": "水利 0.90"}
    return {"id": number, "is_confirmed": False, "score": UNPLACED, "meta": meta}


@pytest.mark.parametrize(
    ("confirmed", "posted"),
    [(False, [("projects/1/examples/7/categories", {"label": 3})]), (True, [])],
)
def test_what_was_confirmed_since_it_was_listed_gets_no_suggestion(confirmed, posted):
    server = Server(confirmed=confirmed)
    restore_suggestions(server, 1, "r1-li", [list_example(7, "x:1")], lambda *_: None)
    assert server.posted == posted


def test_suggestions_that_are_set_anew_are_told_one_by_one():
    server, steps = Server(confirmed=False), []
    listed = [list_example(7, "x:1"), list_example(8, "x:2")]
    restore_suggestions(server, 1, "r1-li", listed, lambda *step: steps.append(step))
    name = "r1-li: suggestions"
    assert steps == [(name, 0, None), (name, 1, 2), (name, 2, 2)]


def test_copies_that_are_looked_through_are_told_one_by_one():
    server, steps = Server(confirmed=False), []
    listed = [list_example(number, f"x:{number // 2}") for number in (2, 3, 4, 5, 6)]
    kept = drop_copies(server, 1, "r1-li", listed, lambda *step: steps.append(step))
    assert steps == [("r1-li: copies", 1, 2), ("r1-li: copies", 2, 2)]
    assert server.deleted == [3, 5]
    assert [example["id"] for example in kept] == [2, 4, 6]
