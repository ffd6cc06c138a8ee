"""What reading the first hits finds in them."""

from __future__ import annotations

from typing import Any

from indexer.base import Collection, SearchIndex, SearchQuery
from indexer.engine import Row
from indexer.reading import READ, WEIGHTS, bonuses, signs_of
from regintel.model import Record

TITLE = "货币经纪公司管理办法"


def row(id: str, text: str, score: float = 100.0, **more: Any) -> Row:
    return Row(id, score, None, {"title": TITLE, "document_id": "d", "article": "第九条", "text": text, **more})


def sign(name: str, question: str, rows: list[Row]) -> list[float]:
    return [signs[list(WEIGHTS).index(name)] for signs in signs_of(question, rows, {})]


def test_each_kind_of_answer_is_known_by_its_form() -> None:
    cases = {
        "definition": ("货币经纪公司的定义是什么？", "本办法所称货币经纪公司，是指经批准设立的机构。"),
        "list": ("货币经纪公司可以经营哪些业务？", "货币经纪公司可以经营下列业务：（一）外汇。"),
        "sum": ("货币经纪公司注册资本的最低限额是多少？", "注册资本不低于2000万元人民币。"),
        "term": ("货币经纪公司筹建期限是多长？", "筹建期为批准决定之日起6个月。"),
        "penalty": ("货币经纪公司违反规定会受到什么处罚？", "由监管机构责令改正。"),
        "whether": ("货币经纪公司能否自营？", "不得从事自营交易。"),
    }
    for kind, (question, answer) in cases.items():
        assert sign(f"asked for {kind}", question, [row("a", answer), row("b", "公司应当建立制度。")]) == [1, 0]
        assert sign(f"asked for {kind}", "货币经纪公司的股东", [row("a", answer)]) == [0]


def test_what_the_title_says_counts_no_more_in_the_clause() -> None:
    rows = [row("repeats", "货币经纪公司、货币经纪公司分公司。"), row("answers", "董事会由股东选举。")]
    repeats, answers = sign("aspect", "货币经纪公司的董事会", rows)
    assert repeats == 0 < answers


def test_annexes_stand_behind_the_articles_of_their_own_document_alone() -> None:
    rows = [row("article", "股东。"), row("annex", "股东。", article="一、")]
    rows.append(row("notice", "股东。", document_id="e", article="一、"))
    assert sign("beside articles", "谁是股东", rows) == [0, 1, 0]


def test_bonuses_take_nothing_away_and_bear_empty_hits() -> None:
    rows = [row("a", "货币经纪公司的股东应当具备下列条件。"), row("b", ""), Row("c", 0.0, None, {})]
    added = bonuses("货币经纪公司的股东需要具备哪些条件？", rows, {"a": 0.9})
    assert min(added) == 0
    assert max(added) == added[0] > 0
    assert bonuses("什么", [], {}) == []
    assert bonuses("", rows, {}) != []


def test_a_question_without_vectors_is_answered_by_what_answers_it(index: SearchIndex) -> None:
    texts = [
        "货币经纪公司的注册资本变更，注册资本、注册资本金应当报告。",
        "货币经纪公司的注册资本不低于2000万元人民币。",
    ]
    index.upsert([Record(str(n), "clauses", {"title": TITLE, "text": text}) for n, text in enumerate(texts)])
    index.refresh()
    page = index.search(SearchQuery("货币经纪公司的注册资本最低是多少万元？", Collection.CLAUSES))
    assert [hit.id for hit in page.hits] == ["1", "0"]


def test_pages_of_a_question_go_on_behind_what_was_read(index: SearchIndex) -> None:
    index.upsert(
        Record(f"{n:03}", "clauses", {"title": TITLE, "text": "货币经纪公司的股东应当报告。" + "报告" * (n % 7)})
        for n in range(2 * READ)
    )
    index.refresh()
    question = "货币经纪公司的股东应当向谁报告？"
    whole = [hit.id for hit in index.search(SearchQuery(question, Collection.CLAUSES, limit=2 * READ)).hits]
    paged: list[str] = []
    cursor = ""
    while len(paged) < 2 * READ:
        page = index.search(SearchQuery(question, Collection.CLAUSES, limit=7, cursor=cursor))
        paged += [hit.id for hit in page.hits]
        cursor = page.cursor
        if not cursor:
            break
    assert paged == whole
    assert len(set(whole)) == 2 * READ
