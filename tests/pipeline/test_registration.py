import spacy

from policy_themes.pipeline.registration import register_component, register_factory


def test_the_factory_that_comes_first_serves_all():
    @register_factory("test_first", default_config={"word": "first"})
    def make_first(nlp, name, word):
        return lambda doc: doc.user_data.setdefault("by", word) and doc

    @register_factory("test_first", default_config={"word": "second"})
    def make_second(nlp, name, word):
        return lambda doc: doc.user_data.setdefault("by", word) and doc

    nlp = spacy.blank("zh")
    nlp.add_pipe("test_first")
    assert nlp("修渠。").user_data["by"] == "first"


def test_the_component_that_comes_first_serves_all():
    def make(word):
        @register_component("test_component")
        def component(doc):
            doc.user_data["by"] = word
            return doc

        return component

    assert make("first") is not make("second")
    nlp = spacy.blank("zh")
    nlp.add_pipe("test_component")
    assert nlp("修渠。").user_data["by"] == "first"
