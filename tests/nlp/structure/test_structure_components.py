"""The three factories of this room inside a spaCy pipeline."""

from __future__ import annotations

import importlib

import spacy

TEXT = "第一条　根据《港口法》第二条，制定本办法。\n第二条　港口经营人应当报告。\n"


def test_components_in_a_pipeline() -> None:
    nlp = spacy.blank("zh")
    for name in ("clause", "citation", "norm"):
        importlib.import_module(f"nlp.components.{name}")  # an installed package is found by its entry points
        nlp.add_pipe(f"regintel_{name}_v1")
    doc = next(iter(nlp.pipe([TEXT])))
    assert [c.number for c in doc._.clauses] == ["第一条", "第二条"]
    assert [span.label_ for span in doc.spans["regintel_clause"]] == ["条", "条"]
    assert [span.text for span in doc.spans["regintel"]] == ["《港口法》第二条"]
    assert [(n.force, n.article) for n in doc._.norms] == [("义务", "第二条")]
    assert [span.label_ for span in doc.spans["regintel_norm"]] == ["义务"]
