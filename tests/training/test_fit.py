from dataclasses import replace

import numpy
import pytest

from policy_themes.corpus.docbin import write_docbin
from policy_themes.errors import ConfigError
from policy_themes.models.load import load_pipeline
from policy_themes.models.predict import label_sentences
from policy_themes.training import fit
from policy_themes.training.run import train_pipeline


@pytest.fixture
def train(project, tmp_path):
    """Train the sm config on sentences given."""

    def run(sentences, **overrides):
        write_docbin(tmp_path / "train.spacy", sentences, project.themes)
        settings = {f"initialize.after_init.{key}": value for key, value in overrides.items()}
        paths = {"paths.train": str(tmp_path / "train.spacy")}
        return train_pipeline(project.small_config("sm"), overrides={**paths, **settings})

    return run


@pytest.fixture
def spied(monkeypatch):
    """The rows that each fit of a layer was fitted on."""
    own = {"fit_first": [], "fit_second": []}
    for name in own:
        method = getattr(fit._Rows, name)

        def spy(rows, fitted, *args, _name=name, _method=method):
            own[_name].append(set(fitted.tolist()))
            return _method(rows, fitted, *args)

        monkeypatch.setattr(fit._Rows, name, spy)
    return own


@pytest.mark.parametrize("size", ["sm", "md"])
def test_training_sentences_get_their_themes(project, request, size):
    rows = project.sentences("train")
    nlp = request.getfixturevalue(size)
    assert [row.themes for row in label_sentences(nlp, rows)] == [row.themes for row in rows]


@pytest.mark.parametrize("size", ["sm", "md"])
def test_sentences_of_other_reports_get_theirs(project, request, size):
    rows = project.sentences("dev") + project.sentences("test")
    labelled = label_sentences(request.getfixturevalue(size), rows)
    right = [a.themes == b.themes for a, b in zip(labelled, rows, strict=True)]
    assert sum(right) >= len(rows) - 2


@pytest.mark.parametrize("size", ["sm", "md"])
def test_a_saved_pipeline_gives_the_same_scores(project, tmp_path, request, size):
    nlp = request.getfixturevalue(size)
    nlp.to_disk(tmp_path / "saved")
    rows = project.sentences()
    loaded = load_pipeline(tmp_path / "saved")
    assert list(label_sentences(loaded, rows)) == list(label_sentences(nlp, rows))


def test_two_runs_of_one_seed_give_identical_pipelines(project):
    one, other = (train_pipeline(project.small_config("sm")) for _ in range(2))
    for name in ("textcat_multilabel", "policy_themes"):
        assert one.get_pipe(name).to_bytes() == other.get_pipe(name).to_bytes()


def test_thresholds_and_bands_are_set_for_every_theme(project, sm):
    decide = sm.get_pipe("policy_themes")
    assert list(decide.thresholds) == list(decide.bands) == list(project.themes)
    for theme, (low, high) in decide.bands.items():
        assert 0 <= low <= decide.thresholds[theme] <= high <= 1


@pytest.mark.parametrize("layer", ["fit_first", "fit_second"])
def test_a_report_is_never_scored_by_a_fit_that_saw_it(project, train, spied, layer):
    sentences = project.sentences("train")
    train(sentences)
    everything = set(range(len(sentences)))
    *folds, last = spied[layer]
    assert last == everything
    held = [everything - own for own in folds]
    assert sorted(row for part in held for row in part) == sorted(everything)
    reports = [sorted({sentences[row].report for row in part}) for part in held]
    assert sorted(reports) == sorted([report] for report in {s.report for s in sentences})


def test_labels_of_a_report_do_not_move_its_own_first_layer_scores(project, train, monkeypatch):
    heard = []
    fit_context = fit._Rows.fit_context

    def spy(rows, parts):
        found = fit_context(rows, parts)
        heard.append(found[0])
        return found

    monkeypatch.setattr(fit, "_calibrate", lambda margins, _: (numpy.ones(6), numpy.zeros(6)))
    monkeypatch.setattr(fit._Rows, "fit_context", spy)
    rows = project.sentences("train")
    train(rows)
    train([replace(r, themes=("民生",)) if r.report == "shigu-2022" else r for r in rows])
    own = numpy.array([row.report == "shigu-2022" for row in rows])
    numpy.testing.assert_allclose(heard[0][own], heard[1][own])
    assert not numpy.allclose(heard[0][~own], heard[1][~own])


def test_a_theme_that_no_sentence_has_is_never_set(project, train):
    rows = [row for row in project.sentences("train") if "安全" not in row.themes]
    nlp = train(rows, term_row_weight=0.0)
    assert nlp.get_pipe("policy_themes").thresholds["安全"] == 0.5
    assert not any("安全" in row.themes for row in label_sentences(nlp, project.sentences()))


def test_a_term_of_the_lexicon_is_known_though_no_sentence_holds_it(project, train, tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("term\tthemes\tfrom\tto\tnote\n湿地公园\t生态\t\t\t\n", encoding="utf-8")
    row = replace(project.sentences("train")[1], text="湿地公园", section=())
    with_term = train(project.sentences("train"), lexicon=str(lexicon), term_row_weight=1.0)
    without = train(project.sentences("train"), term_row_weight=1.0)
    scores = [next(label_sentences(nlp, [row])).scores["生态"] for nlp in (with_term, without)]
    assert scores[0] > scores[1]


def test_a_stock_phrase_of_the_lexicon_is_no_term(project, train, tmp_path):
    lexicon = tmp_path / "lexicon.tsv"
    lexicon.write_text("term\tthemes\tfrom\tto\tnote\n全部整改\t安全\t\t\t套话\n", "utf-8")
    nlp = train(project.sentences("train"), lexicon=str(lexicon))
    assert nlp.get_pipe("textcat_multilabel").model.attrs["lexicon"] == {}


def test_more_folds_than_reports_are_as_many_as_reports(project, train):
    rows = project.sentences("train")
    found = [list(label_sentences(train(rows, folds=n), rows)) for n in (5, 9)]
    assert found[0] == found[1]


def test_rows_of_one_report_are_told(project, train):
    rows = [row for row in project.sentences("train") if row.report == "shigu-2022"]
    with pytest.raises(ConfigError, match=r"fewer than 2 reports in .*train\.spacy, none can be"):
        train(rows)
