"""spaCy's protocol: the text survives, bytes and folders carry the dictionary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from nlp.tokenizer import TOKENIZER, ChineseTokenizer

CONFIG = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}


@pytest.fixture(scope="module")
def nlp() -> Any:
    return spacy.blank("zh", config=CONFIG)


@given(text=st.text(alphabet=st.sampled_from("中国银行 　\n\r\t\x00a1.😀\u200f提现困难")))
def test_doc_text_is_the_text(nlp: Any, text: str) -> None:
    assert nlp(text).text == text


def test_lone_surrogates_keep_their_place(nlp: Any) -> None:
    assert nlp("提现\ud800困难\udc00").text == "提现\ufffd困难\ufffd"
    assert nlp("\ud83d中").text == "\ufffd中"


def test_domain_words_are_tokens(nlp: Any) -> None:
    assert "提现困难" in [token.text for token in nlp("该平台提现困难。")]


def test_bytes_and_disk_round_trip(nlp: Any, tmp_path: Path) -> None:
    own = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "words": ["银河快贷通"]}}})
    text = "我在银河快贷通借款"
    assert "银河快贷通" in [token.text for token in own(text)]
    other = nlp.tokenizer.__class__(nlp.vocab, nlp.tokenizer.segmenter)
    assert isinstance(other, ChineseTokenizer)
    assert [t.text for t in other.from_bytes(own.tokenizer.to_bytes())(text)] == [t.text for t in own(text)]
    own.to_disk(tmp_path / "pipe")
    again = spacy.load(tmp_path / "pipe")
    assert [t.text for t in again(text)] == [t.text for t in own(text)]
