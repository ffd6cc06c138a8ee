"""The tokeniser: exact offsets on anything, jieba's own cut without our words, findable parts for search."""

from __future__ import annotations

import sys
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.fold import fold, simplify_characters
from nlp.lexicon import data_digest, lexicon_words
from nlp.segment import Segmenter, build_segmenter

ODD = st.text(alphabet=st.characters(exclude_categories=())) | st.text(
    alphabet=st.sampled_from(
        "中国人民银行提现困难\uff21\uff22c\uff112.％-\x00\ud800\udc00\u200f😀　 \r\n《》第十六条①㎡ﬁİ"
    )
)

PLAIN = (
    "为了防止洗钱活动，维护金融秩序，根据有关规定制定本办法。金融机构应当依法采取预防、监控措施，"
    "建立健全客户身份识别制度和交易记录保存制度。\r\n第三十二条 罚款20万元以上1.5%以下；ABC12 与 mail。"
)


@given(ODD)
def test_tokens_are_slices_in_order(text: str) -> None:
    at = 0
    for token in build_segmenter().tokens(text):
        assert token.text == text[token.start : token.end]
        assert text[at : token.start].isspace() or at == token.start
        at = token.end
    assert not text[at:].strip() or text[at:].isspace()


@given(ODD, st.booleans(), st.booleans())
def test_search_tokens_are_folded_slices_in_order(text: str, characters: bool, simplify: bool) -> None:
    found = build_segmenter().tokens_for_search(text, characters=characters, simplify=simplify)
    folded = simplify_characters(fold(text)) if simplify else fold(text)
    assert [(t.start, t.end) for t in found] == sorted({(t.start, t.end) for t in found})
    for token in found:
        assert token.text == folded[token.start : token.end].replace("\ud800", "\ufffd") or "\ufffd" in token.text
        assert any(char.isalnum() for char in token.text)


@given(ODD)
def test_words_for_search_are_the_search_tokens_without_places(text: str) -> None:
    segmenter = build_segmenter()
    folded = fold(text)
    assert segmenter.words_for_search(folded) == [token.text for token in segmenter.tokens_for_search(folded)]


def test_without_words_it_cuts_as_jieba_does() -> None:
    """The one known difference: Latin words with a hyphen (ABC-12) stay whole in rjieba."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own deprecated imports
        import jieba
    ours = [t.text for t in Segmenter().tokens(PLAIN)]
    assert ours == [word for word in jieba.Tokenizer().lcut(PLAIN) if word.strip()]


def test_jieba_stands_in_for_rjieba(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "防范和处置非法集资条例规定，\ud800人民银行处罚提现困难的平台"
    fast = Segmenter(["提现困难", "非法集资"])
    monkeypatch.setitem(sys.modules, "rjieba", None)
    slow = Segmenter(["提现困难", "非法集资"])
    assert slow.tokens(text) == fast.tokens(text)
    assert slow.tokens_for_search(text) == fast.tokens_for_search(text)
    assert slow.words_for_search(text) == fast.words_for_search(text)
    assert slow.tagged("人民银行处罚")[0][0] == fast.tagged("人民银行处罚")[0][0]


@pytest.mark.parametrize("word", ["提现困难", "防范和处置非法集资条例", "国家金融监督管理总局", "年化收益率"])
def test_domain_words_are_whole(word: str) -> None:
    assert word in [t.text for t in build_segmenter().tokens(f"关于{word}的说明")]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("中国人民银行北京分行", "人民银行"),
        ("某平台涉嫌非法吸收公众存款", "存款"),
        ("《中华人民共和国反洗钱法》", "反洗钱法"),
        ("ＡＢＣ理财", "abc"),
        ("仿冒App暴力催收", "app"),
        ("统一社会信用代码", "信用"),
    ],
)
def test_words_inside_compounds_are_found(text: str, query: str) -> None:
    segmenter = build_segmenter()
    held = {t.text for t in segmenter.tokens_for_search(text)}
    wanted = [t.text for t in segmenter.tokens_for_search(query)]
    assert wanted
    assert query in held


def test_one_character_queries_match_inside_words() -> None:
    found = build_segmenter().tokens_for_search("反洗钱", characters=True)
    assert {"反", "洗", "钱", "反洗钱"} <= {t.text for t in found}


def test_traditional_text_meets_simplified_queries() -> None:
    found = build_segmenter().tokens_for_search("金融監督管理總局", simplify=True)
    assert {"金融", "监督", "管理", "总局"} <= {t.text for t in found}


def test_word_lists_hold_no_duplicates_across_files_and_have_a_digest() -> None:
    words = lexicon_words()
    assert len(words) > 300
    assert all(word == word.strip() and word for word in words)
    assert len(data_digest()) == 12


@given(ODD, st.sets(st.sampled_from(["提现", "提现困难", "集资", "非法集资", "a", "的", "2026", "\ufffd"])))
def test_a_finder_gives_the_places_of_the_search_tokens(text: str, words: set[str]) -> None:
    segmenter = build_segmenter()
    folded = fold(text)
    wanted = [(token.start, token.end) for token in segmenter.tokens_for_search(folded) if token.text in words]
    assert segmenter.finder(words)(folded) == wanted


@given(ODD)
def test_a_line_holds_the_search_words_up_to_their_longest(text: str) -> None:
    segmenter = build_segmenter()
    folded = fold(text)
    assert segmenter.line_for_search(folded).split(" ") == (
        [w[:64] for w in segmenter.words_for_search(folded)] or [""]
    )
