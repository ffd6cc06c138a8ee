from __future__ import annotations

from indexer.analysis import Analyser
from indexer.base import Tokenise
from indexer.fold import fold
from indexer.synonym import LIST, find_synonyms, read_synonyms, variants


def test_every_line_of_the_list_is_read_and_no_term_stands_twice() -> None:
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    terms = [fold(term.strip()) for line in lines for term in (line.split("=") if "=" in line else line.split(">")[:1])]
    assert len(terms) == len(set(terms))
    assert set(read_synonyms()) == set(terms)
    for term, others in read_synonyms().items():
        assert others.equal or others.hints, term


def test_terms_match_as_whole_words_only(tokenise: Tokenise) -> None:
    analyser = Analyser(tokenise)
    assert [s.others for s in find_synonyms("法人行为的认定", analyser)] == []
    assert find_synonyms("人行的通知", analyser)[0].equal


def test_places_and_variants(tokenise: Tokenise) -> None:
    analyser = Analyser(tokenise)
    text = "由銀保監會負責"
    synonym = find_synonyms(text, analyser)[0]
    assert text[synonym.start : synonym.end] == "銀保監會"
    assert "由国家金融监督管理总局負責" in variants(text, analyser)
    assert variants("没有别名", analyser) == ["没有别名"]
