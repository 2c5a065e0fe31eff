import pytest

from policy_themes.annotations.doccano.fill import UNPLACED, restore_suggestions


class Server:
    """Holds one example that was listed before it may have been confirmed."""

    url = "http://here"

    def __init__(self, *, confirmed):
        self.confirmed = confirmed
        self.posted = []

    def download(self, project_id, *, confirmed_only):
        return [{"id": 7, "label": []}]

    def get(self, path):
        return {
            "projects/1/category-types": [{"id": 3, "text": "水利"}],
            "me": {"id": 1},
            "projects/1/examples/7/categories": [],
            "projects/1/examples/7": {"is_confirmed": self.confirmed},
        }[path]

    def post(self, path, json):
        self.posted.append((path, json))


@pytest.mark.parametrize(
    ("confirmed", "posted"),
    [(False, [("projects/1/examples/7/categories", {"label": 3})]), (True, [])],
)
def test_what_was_confirmed_since_it_was_listed_gets_no_suggestion(confirmed, posted):
    server = Server(confirmed=confirmed)
    listed = {"id": 7, "is_confirmed": False, "score": UNPLACED, "meta": {"建议": "水利 0.90"}}
    restore_suggestions(server, 1, [listed])
    assert server.posted == posted
