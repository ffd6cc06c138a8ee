"""What decides whether two things are one."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regintel.ids import canonical_url, document_id, normalise_doc_no, normalise_text, text_sha256

ODD = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from("甲乙\u0301\u3099か\uff76\uff9ee①㎡（。\u200b\ufeff\x00 \n\ud800가\u1100\u1161豈")
)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("http://WWW.Example.org:80/a?b=2&a=1#top", "https://www.example.org/a?a=1&b=2"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/甲", "https://example.org/%E7%94%B2"),
        ("https://example.org/a?utm_source=x&id=3", "https://example.org/a?id=3"),
    ],
)
def test_spellings_of_one_address_agree(a: str, b: str) -> None:
    assert canonical_url(a) == canonical_url(b)
    assert document_id("s", a) == document_id("s", b)


@pytest.mark.parametrize("other", ["https://example.org/b", "https://example.org/a?id=2", "https://example.org/a#/2"])
def test_other_addresses_do_not(other: str) -> None:
    assert canonical_url(other) != canonical_url("https://example.org/a")


def test_source_and_key_tell_documents_apart() -> None:
    url = "https://example.org/a"
    assert len({document_id("s", url), document_id("t", url), document_id("s", url, "银罚决字〔2026〕1号")}) == 3


@given(st.from_regex(r"https?://[a-z]{1,8}\.cn(/[a-z甲乙%]{0,5}){0,3}(\?[a-z]=[0-9]&[a-z]=)?", fullmatch=True))
def test_canonical_form_is_stable(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@pytest.mark.parametrize(
    "printed",
    [
        "银发〔2026〕第4号",
        "银发[2026]4号",
        "银发（2026）4 号",
        "银发【2026】第4号",
        "银发﹝2026﹞4号",
        "银发〔２０２６〕４号",
    ],
)
def test_document_numbers_have_one_spelling(printed: str) -> None:
    assert normalise_doc_no(printed) == "银发〔2026〕4号"


@pytest.mark.parametrize(
    "printed", ["中国人民银行令〔2026〕第4号", "中国人民银行令[2026]4号", "中国人民银行令（2026年）第 4 号"]
)
def test_orders_carry_their_ordinal(printed: str) -> None:
    assert normalise_doc_no(printed) == "中国人民银行令〔2026〕第4号"


def test_ranges_of_document_numbers() -> None:
    assert normalise_doc_no("银罚决字【2025】10—25号") == "银罚决字〔2025〕10-25号"


def test_white_space_and_width_do_not_make_a_new_text() -> None:
    assert text_sha256("逾期率 １２％\n\u200b") == text_sha256("逾期率12%")
    assert text_sha256("逾期率12%") != text_sha256("逾期率13%")


@given(ODD)
def test_texts_are_compared_in_compatibility_form_without_white_space(text: str) -> None:
    whole = unicodedata.normalize("NFKC", text)
    assert normalise_text(text) == re.sub(r"[\s\u200b-\u200f\u2060\ufeff\x00]+", "", whole)
