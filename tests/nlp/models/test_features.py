"""Hashing is exact about places, the same wherever a string stands, and indifferent to hostile characters."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.models.evidence import locate_grams, strongest
from nlp.models.features import BITS, grams, normalise
from nlp.models.line import heat_of, line_of, scales
from nlp.models.words import hash_slices, hash_word, words

ANY = st.text(alphabet=st.characters(), max_size=60)
CHINESE = st.text(alphabet="平台提现困难，。（）ABab12 \n\x00😀", max_size=60)


@given(ANY)
def test_normalisation_keeps_every_position(text: str) -> None:
    assert len(normalise(text)) == len(text)


def test_width_and_case_make_no_difference() -> None:
    assert normalise("ＡＢc１（％）").tolist() == normalise("abC1(%)").tolist()


@given(st.lists(CHINESE, min_size=1, max_size=5))
def test_a_batch_gives_each_text_what_it_gets_alone(texts: list[str]) -> None:
    together = grams(texts).bags()
    for i, text in enumerate(texts):
        alone = grams([text]).bags()
        low, high = together.starts[i], together.starts[i + 1]
        assert together.buckets[low:high].tolist() == alone.buckets.tolist()
        assert np.allclose(together.values[low:high], alone.values)


def test_rows_without_n_grams_are_still_rows() -> None:
    assert grams([""]).bags().rows == 1
    assert grams([]).bags().rows == 0


@given(CHINESE)
def test_located_n_grams_are_those_of_the_bag(text: str) -> None:
    located = locate_grams(text)
    assert set(located.buckets.tolist()) == set(grams([text]).bags().buckets.tolist())


def test_evidence_lies_where_the_weight_is() -> None:
    column = np.zeros(1 << BITS, dtype=np.float32)
    text = "今日有平台提现困难，用户报案"
    pair = locate_grams(text, orders=(2,))
    at = text.index("提现")
    column[pair.buckets[pair.starts == at]] = 5.0
    heat = locate_grams(text).heat(column)
    assert sorted(np.argsort(-heat)[:2].tolist()) == [at, at + 1]
    assert strongest(text, column)[0][:3] == ("提现", at, at + 2)


@given(st.text(alphabet="提现abc困", min_size=1, max_size=12), st.text(alphabet="提现abc困", max_size=12))
def test_a_slice_hashes_alike_wherever_it_stands(word: str, before: str) -> None:
    codes = normalise(before + word)
    found = hash_slices(codes, np.array([len(before)]), np.array([len(before) + len(word)]))
    assert int(found[0]) == hash_word(word)


@settings(max_examples=60)
@given(ANY)
def test_words_cover_the_text_without_gaps(text: str) -> None:
    codes = normalise(text)
    found = words(codes, [0], [len(text)])
    assert found.starts.tolist() == [0, *found.ends.tolist()][:-1]
    assert not len(text) or found.ends[-1] == len(text)


@given(st.lists(CHINESE, min_size=1, max_size=4))
def test_a_line_holds_the_n_grams_of_each_of_its_texts(texts: list[str]) -> None:
    line = line_of(texts, (1, 2, 3))
    for i, text in enumerate(texts):
        places = np.arange(line.offsets[i] - 1, line.offsets[i] + line.sizes[i] + 1)
        found = {b for order in (1, 2, 3) for b in line.buckets(order)[places[line.inside[order][places]]].tolist()}
        assert found == set(grams([text]).bags().buckets.tolist())
        assert scales(line)[i] == np.float32(1 / np.sqrt(len(found)))


def test_evidence_on_a_line_is_that_of_the_text_alone() -> None:
    table = np.zeros((1 << BITS, 2), dtype=np.float32)
    text = "今日有平台提现困难，用户报案"
    pair, at = locate_grams(text, orders=(2,)), text.index("提现")
    table[pair.buckets[pair.starts == at], 1] = 5.0
    line = line_of(["报案", text], (1, 2, 3))
    heat = heat_of(line, np.array([1, 0, 1]), np.array([1, 1, -1]), table, scales(line))
    own = heat.values[: len(text)]
    assert np.allclose(own, locate_grams(text).heat(table[:, 1]), atol=1e-5)
    assert sorted(np.argsort(-own)[:2].tolist()) == [at, at + 1]
    assert not heat.values[len(text) :].any()
