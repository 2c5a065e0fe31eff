from policy_themes.models.curve import measure_curve


def test_every_point_is_scored_on_every_held_out_set(project):
    train, dev, test = (project.sentences(split) for split in ("train", "dev", "test"))
    fitted = []

    def remember(own, rows):
        """Give a held-out sentence its themes if it learnt from four reports or more."""
        fitted.append({s.report for s in own})
        return [s if len(fitted[-1]) >= 4 else s.labelled((), {}, review=False) for s in rows]

    told = []
    points = measure_curve(
        remember,
        train,
        {"dev": dev, "test": test},
        project.themes,
        shares=[0.4, 1.0],
        draws=2,
        report=told.append,
    )
    assert [(p.share, p.draw, p.reports) for p in points] == [(0.4, 0, 2), (0.4, 1, 2), (1, 0, 5)]
    assert [p.evaluations["test"].micro.f1 for p in points] == [0, 0, 1]
    assert [p.evaluations["dev"].sentences for p in points] == [len(dev)] * 3
    assert fitted[0] | fitted[1] <= fitted[2] == {s.report for s in train}
    assert told[2] == f"5 reports, {len(train)} sentences: micro F1 dev 1.000, test 1.000"
