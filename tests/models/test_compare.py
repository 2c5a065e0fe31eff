import pytest

from policy_themes.models import compare
from policy_themes.models.compare import (
    TooFewReportsError,
    drop_themeless,
    evaluate_all,
    label_out_of_fold,
    name_pipeline,
    retrain,
    run_baseline,
)
from policy_themes.models.predict import label_sentences
from policy_themes.training.baselines import LINEAR_SVC, predict_linear_svc


def test_a_pipeline_is_scored_on_gold_rows(sm, project):
    rows = drop_themeless(project.sentences("dev"))
    found = evaluate_all(rows, {name_pipeline(sm): list(label_sentences(sm, rows))}, project.themes)
    assert list(found) == ["policy-themes (char)"]
    assert found["policy-themes (char)"].sentences == 9  # the tenth is a credit
    assert found["policy-themes (char)"].micro.f1 > 0.9


def test_every_report_is_held_out_once_and_its_fit_never_sees_it(sm, project, monkeypatch):
    rows = drop_themeless(project.sentences())
    seen, held = [], []
    train_on, label = compare._train_on, compare.label_sentences

    def spy_train(config, train, *args):
        seen.append({sentence.report for sentence in train})
        return train_on(config, train, *args)

    def spy_label(nlp, test):
        held.append({sentence.report for sentence in test})
        return label(nlp, test)

    monkeypatch.setattr(compare, "_train_on", spy_train)
    monkeypatch.setattr(compare, "label_sentences", spy_label)
    told = []
    systems = {
        "ours": retrain(sm.config, project.themes),
        LINEAR_SVC: run_baseline(predict_linear_svc, project.themes),
    }
    labelled = label_out_of_fold(systems, rows, 3, report=told.append)
    reports = {sentence.report for sentence in rows}
    assert [len(part) for part in held] == [3, 3, 2]
    assert set.union(*held) == reports
    assert all(own == reports - part for own, part in zip(seen, held, strict=True))
    assert told[0].startswith("Fold 1 of 3: 3 reports, ")
    found = evaluate_all(rows, labelled, project.themes)
    assert list(found) == ["ours", LINEAR_SVC]
    assert {evaluation.sentences for evaluation in found.values()} == {46}
    assert found["ours"].micro.f1 > 0.7
    for own in labelled.values():
        assert [s.id for s in own] == [s.id for s in rows]


def test_a_seed_deals_the_reports_otherwise(project):
    rows = project.sentences()

    def list_parts(seed):
        parts = []

        def spy(_, test):
            parts.append(sorted({sentence.report for sentence in test}))
            return test

        label_out_of_fold({"spy": spy}, rows, 3, seed=seed)
        return sorted(parts)

    assert list_parts(13) == list_parts(compare.SEED) != list_parts(14)


def test_more_folds_than_reports_are_told(sm, project):
    with pytest.raises(
        TooFewReportsError, match=r"^9 folds: only 8 report\(s\)\. Use fewer folds\.$"
    ):
        label_out_of_fold({"ours": retrain(sm.config, project.themes)}, project.sentences(), 9)


def test_settings_are_overridden_in_every_fold(sm, project, monkeypatch):
    longest = []
    label = compare.label_sentences

    def spy(nlp, test):
        vocabulary = nlp.get_pipe("textcat_multilabel").model.attrs["vocabulary"]
        longest.append(max(len(ngram) for ngram in vocabulary if "\t" not in ngram))
        return label(nlp, test)

    monkeypatch.setattr(compare, "label_sentences", spy)
    overrides = {"components.textcat_multilabel.model.longest": 2}
    rows = drop_themeless(project.sentences())
    label_out_of_fold({"ours": retrain(sm.config, project.themes, overrides)}, rows, 2)
    assert longest == [2, 2]
