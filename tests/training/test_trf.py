import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest
import srsly

from policy_themes.errors import ConfigError, ForeignModelError, MissingExtraError
from policy_themes.models.load import load_pipeline, pipeline_themes
from policy_themes.models.predict import label_sentences
from policy_themes.training.run import read_config, train_pipeline

CONFIG = Path(__file__).parents[2] / "configs" / "trf.cfg"
LIBRARIES = ("torch", "transformers", "spacy_curated_transformers")
MISSING = [name for name in LIBRARIES if find_spec(name) is None]
needs_extra = pytest.mark.skipif(
    bool(MISSING),
    reason=f"{', '.join(MISSING)} not installed: pip install 'policy-themes[trf]'",
)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SHAPE = {
    "hidden_width": ("hidden_size", 32),
    "intermediate_width": ("intermediate_size", 64),
    "num_hidden_layers": ("num_hidden_layers", 2),
    "num_attention_heads": ("num_attention_heads", 2),
}


class Evil:
    def __reduce__(self):
        return os.mkdir, ("pwned",)


def find_overrides(project, encoder, vocab_size):
    paths = {
        "paths.train": project.root / "corpus" / "train.spacy",
        # A random encoder learns sentences by heart, and dev chooses the checkpoint.
        "paths.dev": project.root / "corpus" / "train.spacy",
        "paths.themes": project.root / "annotations" / "themes.toml",
        "paths.encoder": encoder,
    }
    shape = {f"components.transformer.model.{ours}": n for ours, (_, n) in SHAPE.items()}
    return {
        **{name: str(path) for name, path in paths.items()},
        **shape,
        "components.transformer.model.vocab_size": vocab_size,
        "training.max_steps": 80,
        "training.eval_frequency": 40,
        "training.dropout": 0.0,
        "training.optimizer.learn_rate.warmup_steps": 5,
        "training.optimizer.learn_rate.initial_rate": 0.006,
    }


@pytest.fixture(scope="module")
def overrides(project, tmp_path_factory):
    """The settings that fit the config to the small project, with a random encoder of its own."""
    import torch
    import transformers

    torch.set_num_threads(1)  # threads of so small a network wait for each other
    folder = tmp_path_factory.mktemp("encoder")
    texts = [text for row in project.sentences() for text in (row.text, *row.section)]
    pieces = SPECIAL + sorted(set("".join(texts)))
    (folder / "vocab.txt").write_text("\n".join(pieces), encoding="utf-8")
    tokenizer = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    srsly.write_json(folder / "tokenizer_config.json", tokenizer)
    torch.manual_seed(13)
    shape = dict(SHAPE.values())
    config = transformers.BertConfig(vocab_size=len(pieces), **shape)
    transformers.BertModel(config).save_pretrained(folder)
    return find_overrides(project, folder, len(pieces))


@pytest.fixture(scope="module")
def trf_folder(overrides, tmp_path_factory):
    """The folder of the trf pipeline trained on the small project."""
    run = tmp_path_factory.mktemp("trf")
    train_pipeline(CONFIG, run, overrides=overrides)
    return run / "model-best"


@pytest.fixture
def copy(trf_folder, tmp_path):
    return shutil.copytree(trf_folder, tmp_path / "copy")


def test_the_config_parses_without_the_extra():
    config = read_config(CONFIG).interpolate()
    assert config["nlp"]["pipeline"] == ["transformer", "textcat_multilabel", "policy_themes"]
    model = config["components"]["textcat_multilabel"]["model"]
    assert model["tok2vec"]["layer"]["width"] == 768
    assert config["training"]["before_to_disk"]["path"] == config["corpora"]["dev"]["path"]


@pytest.mark.skipif(not MISSING, reason="the extra trf is installed")
def test_without_the_extra_training_tells_what_is_not_there(project):
    with pytest.raises(ConfigError, match=r"trf\.cfg: the config does not resolve: .*curated"):
        train_pipeline(CONFIG, overrides=find_overrides(project, "none", 8))


@needs_extra
def test_training_sentences_get_their_themes(project, trf_folder):
    rows = project.sentences("train")
    labelled = label_sentences(load_pipeline(trf_folder), rows)
    assert [row.themes for row in labelled] == [row.themes for row in rows]


@needs_extra
def test_a_saved_pipeline_gives_the_same_scores(project, trf_folder, tmp_path):
    nlp = load_pipeline(trf_folder)
    nlp.to_disk(tmp_path / "saved")
    rows = project.sentences()
    once = list(label_sentences(nlp, rows))
    assert list(label_sentences(load_pipeline(tmp_path / "saved"), rows)) == once
    assert pipeline_themes(nlp) == project.themes


@needs_extra
def test_the_encoder_is_told_where_a_line_ends(trf_folder):
    nlp = load_pipeline(trf_folder)
    encoder = nlp.get_pipe("transformer").model.get_ref("piece_encoder")
    doc = nlp.make_doc("一、党建工作\n排查隐患。\n\n村级。")
    (pieces,) = encoder.predict([doc])
    separator = SPECIAL.index("[SEP]")
    ids = pieces.dataXd.tolist()
    assert [i for i, piece in enumerate(ids) if piece == separator] == [7, 13, 14, 18]
    assert ids[0] == SPECIAL.index("[CLS]")
    assert SPECIAL.index("[UNK]") not in ids
    assert int(pieces.lengths.sum()) == len(ids)
    assert len(pieces.lengths) == len(doc) + 2


@needs_extra
def test_the_heading_moves_the_scores(trf_folder):
    nlp = load_pipeline(trf_folder)
    texts = [f"{heading}\n全部整改。\n\n" for heading in ("一、党建工作", "二、安全工作")]
    one, other = (nlp(text).cats for text in texts)
    assert any(abs(one[theme] - other[theme]) > 0.001 for theme in one)


@needs_extra
def test_texts_without_a_sentence_do_not_break_a_batch(trf_folder):
    nlp = load_pipeline(trf_folder)
    docs = list(nlp.pipe(["", "一、党建工作\n\n\n", "排查隐患。", "\n"]))
    assert [len(doc.cats) for doc in docs] == [6, 6, 6, 6]
    assert all(0 <= score <= 1 for doc in docs for score in doc.cats.values())


@needs_extra
def test_what_is_saved_has_a_threshold_and_a_band_for_every_theme(project, trf_folder):
    decide = load_pipeline(trf_folder).get_pipe("policy_themes")
    assert list(decide.thresholds) == list(decide.bands) == list(project.themes)


@needs_extra
def test_a_folder_whose_weights_are_a_pickle_is_refused(copy, monkeypatch):
    import pickle

    monkeypatch.chdir(copy)
    path = copy / "transformer" / "model"
    message = srsly.msgpack_loads(path.read_bytes())
    (shims,) = [shims for shims in message["shims"] if shims]
    shim = srsly.msgpack_loads(shims[0])
    shims[0] = srsly.msgpack_dumps({**shim, "state": pickle.dumps(Evil(), protocol=2)})
    path.write_bytes(srsly.msgpack_dumps(message))
    with pytest.raises(ForeignModelError, match=r"copy: not a policy-themes pipeline \(.*pickle"):
        load_pipeline(copy)
    assert not (copy / "pwned").exists()


def test_a_folder_that_needs_the_extra_says_so(sm_folder, tmp_path, monkeypatch):
    copy = shutil.copytree(sm_folder, tmp_path / "copy")
    text = (copy / "config.cfg").read_text(encoding="utf-8")
    assert 'factory = "textcat_multilabel"' in text
    text = text.replace('factory = "textcat_multilabel"', 'factory = "curated_transformer"')
    (copy / "config.cfg").write_text(text, encoding="utf-8")
    monkeypatch.setattr("policy_themes.models.load.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=r"copy: needs .*policy-themes\[trf\]"):
        load_pipeline(copy)
