"""spaCy: names pinned, batches, serialised pipelines, displacy, and the same finds as the pure functions."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy

from nlp.facts.amount import find_amounts
from nlp.registry import FACTORIES
from nlp.tokenizer import TOKENIZER

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
TEXT = "2026年3月5日，青禾钱包涉嫌非法吸收公众存款被公安机关立案侦查，涉案金额3.5亿元，宣称年化收益率24%。"
OWN = sorted(set(FACTORIES) - {"regintel_citation_v1", "regintel_clause_v1", "regintel_norm_v1"})


def declared() -> dict[str, str]:
    return dict(tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["entry-points"]["spacy_factories"])


@pytest.fixture(scope="module")
def nlp() -> Any:
    pipeline = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
    for name in OWN:
        importlib.import_module(f"nlp.components.{name.removeprefix('regintel_').removesuffix('_v1')}")
        pipeline.add_pipe(name)
    return pipeline


def test_names_are_pinned_and_declared() -> None:
    assert sorted(declared()) == sorted(FACTORIES)
    for name, target in declared().items():
        module, function = target.split(":")
        assert module == f"nlp.components.{name.removeprefix('regintel_').removesuffix('_v1')}"
        assert function == "create"


@pytest.mark.parametrize("name", OWN)
def test_every_declared_factory_exists(nlp: Any, name: str) -> None:
    assert nlp.has_factory(name)


def test_doc_holds_exact_facts_and_labelled_spans(nlp: Any) -> None:
    doc = nlp(TEXT)
    assert [f for f in doc._.facts if f.label == "金额"] == find_amounts(TEXT)
    assert [s._.value for s in doc.spans["regintel"] if s.label_ == "日期"] == ["2026-03-05"]
    assert {(s.label_, s.kb_id_) for s in doc.spans["regintel_risk"]} >= {("非法集资", "青禾钱包")}
    assert {s.certainty for s in doc._.signals if s.type == "非法集资"} == {"官方认定"}


def test_pipe_batches_and_gives_the_same(nlp: Any) -> None:
    texts = [TEXT, "", "罚款20万元", "😀，。"] * 3
    docs = list(nlp.pipe(texts, batch_size=5))
    assert [d.text for d in docs] == texts
    assert [d._.facts for d in docs] == [nlp(text)._.facts for text in texts]


def test_displacy_draws_the_spans(nlp: Any) -> None:
    html = displacy.render(nlp(TEXT), style="span", options={"spans_key": "regintel"}, page=False)
    assert "350000000元" in html
    assert "金额" in html


def test_pipeline_survives_the_disk(nlp: Any, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipe")
    again = spacy.load(tmp_path / "pipe")
    assert again(TEXT)._.facts == nlp(TEXT)._.facts


def test_relative_dates_need_a_day_of_publication(nlp: Any) -> None:
    doc = nlp.make_doc("今年以来投诉增加")
    doc._.published = "2026-10-09"
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert [f.value for f in doc._.facts if f.label == "日期"] == ["2026"]


def test_penalties_are_read_from_prose(nlp: Any) -> None:
    doc = nlp(
        "被处罚当事人：星桥支付有限公司\n行政处罚依据：《中华人民共和国反洗钱法》第三十二条\n行政处罚决定：罚款30万元"
    )
    assert [(p.party, p.amount, p.types) for p in doc._.penalties] == [("星桥支付有限公司", 300_000, ("罚款",))]
