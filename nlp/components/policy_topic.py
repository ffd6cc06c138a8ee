"""spaCy factory `regintel_policy_topic_v1`: policy topics by a trained model; `regintel_topic_v1` counts words."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from nlp.facts.found import Found
from nlp.registry import FinderComponent
from nlp.topic.reader import TOPIC, find_claims


def find(text: str) -> list[Found]:
    """Topics as finds whose `number` is the probability; none without the shipped weights."""
    return [found for found in find_claims(text) if found.label == TOPIC]


@Language.factory("regintel_policy_topic_v1")
def create(nlp: Language, name: str) -> Any:  # noqa: ARG001 - spaCy's protocol
    """Adds what the model of `nlp.topic` says of the whole text to `doc.spans["regintel"]` and `doc._.facts`."""
    return FinderComponent(name, find)
