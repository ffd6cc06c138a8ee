from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyser, pairs, phrase, units
from indexer.base import Tokenise
from indexer.fold import fold
from indexer.highlight import Highlighter
from indexer.prior import count_named, weight_of
from indexer.reference import article_key, doc_no_key, endings, find_references, name_key, number
from indexer.scoring import Marks
from indexer.view import LONGEST_TOKEN

CHINESE = st.text(st.sampled_from("银行资金池管理办法第十六条ＡｂC12 \n，。（〔"), max_size=60)


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＢＣ", "abc"), ("（２０２６）", "(2026)"), ("銀行監管", "银行监管"), ("①", "1"), ("\ud800", "\ufffd")],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(CHINESE)
def test_every_token_is_free_of_white_space_and_short(text: str) -> None:
    for token in pairs(text) + units(text):
        assert token
        assert not any(char.isspace() for char in token)
        assert len(token) <= 128


@given(st.text(st.sampled_from("银行资金池管理办法"), min_size=2, max_size=40), st.data())
def test_every_piece_of_a_text_is_a_run_of_its_pairs(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    wanted = list(phrase(text[start:end]).pairs)
    whole = pairs(text)
    assert any(whole[n : n + len(wanted)] == wanted for n in range(len(whole)))


@given(st.lists(st.text(st.sampled_from("银行Ａb2 \n，_\x00\x1e"), max_size=12) | st.text(max_size=12), max_size=5))
def test_a_batch_gives_the_words_pairs_and_units_of_every_text(tokenise: Tokenise, texts: list[str]) -> None:
    analyser = Analyser(tokenise)
    views = analyser.views(texts)
    assert len(views) == len(texts)
    for text, view in zip(texts, views, strict=True):
        assert view.pairs.split() == pairs(text)
        assert sorted(view.units.split()) == sorted(set(units(text)))
        assert view.words.split() == analyser.words(text.replace("\x00", "\x01"))
        assert list(view.references) == list(find_references(fold(text)))


def test_a_run_longer_than_a_token_is_cut_the_same_way_in_a_batch(tokenise: Tokenise) -> None:
    run = "a1" * LONGEST_TOKEN
    (view,) = Analyser(tokenise).views([f"号{run}，{run[:70]}"])
    assert view.pairs.split() == pairs(f"号{run}，{run[:70]}")
    assert set(view.units.split()) == set(units(f"号{run}，{run[:70]}"))


def test_pairs_across_white_space_but_not_across_punctuation() -> None:
    assert pairs("资 金\n池") == ["资金", "金池"]
    assert pairs("资金，池子") == ["资金", "池子"]
    assert pairs("银发〔2026〕4号") == pairs("银发[2026]4号") == ["银发", "2026", "4号"]


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read(value: int) -> None:
    digits = "零一二三四五六七八九"
    thousands, hundreds, tens, ones = (value // 10**n % 10 for n in (3, 2, 1, 0))
    text, gap = "", False
    for digit, scale in ((thousands, "千"), (hundreds, "百"), (tens, "十"), (ones, "")):
        if digit:
            text += ("零" if gap else "") + digits[digit] + scale
            gap = False
        else:
            gap = bool(text)
    assert number(text) == value
    assert number(str(value)) == value
    if 10 <= value < 20:
        assert number(text.removeprefix("一")) == value


def test_articles_and_document_numbers_have_one_spelling() -> None:
    assert article_key("第十六条") == article_key("第16条") == article_key("第 １６ 条") == "第16条"
    assert article_key("第十条之一") == article_key("第10条之1") == "第10条之1"
    assert article_key("第一百〇五条") == article_key("第一百零五条") == article_key("第一〇五条") == "第105条"
    assert article_key("没有") == ""
    assert doc_no_key("国务院令第737号") == doc_no_key("国务院令 737 号")
    assert "银发〔2026〕4号" in list(find_references(fold("根据银发（2026）第4号文件第十六条")))
    assert "第16条" in list(find_references(fold("根据银发（2026）第4号文件第十六条")))
    assert endings("根据银发〔2026〕4号")[2:4] == ["银发〔2026〕4号", "发〔2026〕4号"]


@pytest.mark.parametrize(
    "title",
    [
        "中华人民共和国证券法",
        "《证券法》",
        "证券法（2019修订）",
        "中华人民共和国证券法（2019年修正）",
        "證券法",
        " 证券法 (2014修正) ",
    ],
)
def test_names_of_a_law_are_one(title: str) -> None:
    assert name_key(title) == "证券法"


def test_citations_count_once_a_clause_under_every_form_of_the_name() -> None:
    named = count_named(
        ["依照《证券法》和《中华人民共和国证券法》", "《证券法（2019修订）》第三条", "没有引用", "《》"]
    )
    assert weight_of("中华人民共和国证券法", named) == 2.0
    assert weight_of("公司法", named) == 0.0


def test_name_keeps_what_tells_laws_apart() -> None:
    assert name_key("关于适用民法典婚姻家庭编的解释（一）") != name_key("关于适用民法典婚姻家庭编的解释（二）")


@given(CHINESE, st.lists(st.sampled_from(["银行", "资金", "资金池", "管理", "办法", "条"]), max_size=3))
def test_marks_are_in_order_apart_and_match(tokenise: Tokenise, text: str, wanted: list[str]) -> None:
    marks = Marks(set(wanted[1:]), [units(word) for word in wanted[:1]])
    highlighter = Highlighter(marks, Analyser(tokenise))
    places = highlighter.places(text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(a[1] < b[0] for a, b in pairwise(places))
    for fragments in highlighter.highlight({"text": text}, ["text"]).values():
        for fragment in fragments:
            assert text[fragment.start :].startswith(fragment.text)
            assert all(0 <= start < end <= len(fragment.text) for start, end in fragment.marks)


def test_fragments_of_a_long_text_hold_what_was_found(tokenise: Tokenise) -> None:
    filler = "这里讲的是别的事情，没有什么可找。" * 30
    text = f"{filler}资金池业务被禁止。{filler}资金池与备付金要分开。{filler}"
    found = Highlighter(Marks({"资金池", "备付金"}), Analyser(tokenise)).highlight({"text": text}, ["text"])["text"]
    assert len(found) == 2
    assert all(len(fragment.text) < 200 for fragment in found)
    marked = [fragment.text[start:end] for fragment in found for start, end in fragment.marks]
    assert marked == ["资金池", "资金池", "备付金"]
