from dataclasses import replace

from policy_themes.training.baselines import predict_linear_svc


def test_the_baseline_learns_the_made_up_corpus(project):
    train, test = project.sentences("train"), project.sentences("test")
    found = predict_linear_svc(train, test, project.themes)
    right = sum(themes == sentence.themes for themes, sentence in zip(found, test, strict=True))
    assert right >= 5


def test_themes_come_in_order(project):
    found = predict_linear_svc(project.sentences("train"), project.sentences(), project.themes)
    assert ("巩固脱贫", "产业") in found
    assert all(list(row) == sorted(row, key=project.themes.index) for row in found)


def test_the_baseline_reads_the_sentence_alone(project):
    train, test = project.sentences("train"), project.sentences("test")
    bare = [replace(sentence, section=(), report="other") for sentence in reversed(test)]
    found = predict_linear_svc(train, bare, project.themes)
    assert found[::-1] == predict_linear_svc(train, test, project.themes)
