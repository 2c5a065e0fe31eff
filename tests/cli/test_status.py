from policy_themes.annotations.doccano.comments import Comment
from policy_themes.annotations.doccano.progress import Progress
from policy_themes.cli.status import build_comments
from policy_themes.outputs.terminal import print_table


def test_comments_steer_no_terminal_and_keep_their_brackets(capsys):
    comment = Comment("wang", "村[final]:2", "\x1b[2J[red]水利[/]还是\x9b种茶?", time="")
    counts = {"done": 1, "left": 0, "labelled": 0, "none": 1, "new": 0, "changed": 0}
    progress = Progress("li", **counts, themes={}, speed=None, problems=(), comments=(comment,))
    print_table(build_comments([progress]))
    row = capsys.readouterr().out.splitlines()[-2]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells == ["li", "村[final]:2", "[2J[red]水利[/]还是种茶? (wang)"]
