"""What every backend must answer alike: one list, run against each."""

from __future__ import annotations

from datetime import date

import pytest
from index_samples import clause

from indexer.base import AggregateQuery, Bucket, Collection, SearchIndex, SearchQuery, Sort
from regintel.errors import QueryError


def found(index: SearchIndex, text: str, collection: Collection = Collection.DOCUMENTS, **options: object) -> list[str]:
    return [hit.id for hit in index.search(SearchQuery(text, collection, **options)).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "银发〔2026〕4号",
        "银发[2026]4号",
        "银发（2026）4号",
        "银发【2026】４号",
        "银发 〔2026年〕 第4号",
        "銀發〔2026〕4號",
    ],
)
def test_document_number_in_every_bracket_style(library: SearchIndex, text: str) -> None:
    page = library.search(SearchQuery(text))
    assert [hit.id for hit in page.hits] == ["d2", "d1"], "its own document, then the one that mentions it"
    assert not page.notices


def test_document_number_behind_other_words(library: SearchIndex) -> None:
    assert found(library, "根据银发〔2026〕4号做好备付金管理")[0] == "d2"


def test_unknown_document_number_says_so(library: SearchIndex) -> None:
    page = library.search(SearchQuery("银发〔1999〕777号"))
    assert any("没有文号" in notice for notice in page.notices) or not page.hits


@pytest.mark.parametrize("text", ["银行", "銀行", "税", "稅", "罚款", "资金池", "困难"])
def test_short_queries_match_inside_longer_words(library: SearchIndex, text: str) -> None:
    expected = {"银行": {"d1", "d6"}, "税": {"d7"}, "罚款": {"d3"}, "资金池": {"d2", "d3"}, "困难": {"d5"}}
    simple = {"銀行": "银行", "稅": "税"}.get(text, text)
    assert set(found(library, text)) == expected[simple]


@pytest.mark.parametrize("text", ["ABC", "abc", "ＡＢＣ", "aBc平台"])
def test_width_and_case_are_one(library: SearchIndex, text: str) -> None:
    assert found(library, text) == ["d4"]


@pytest.mark.parametrize(
    "text",
    [f"{LAW} 第十六条" for LAW in ("某某资金监督管理条例", "《某某资金监督管理条例》", "根据某某资金监督管理条例")]
    + ["某某资金监督管理条例第16条", "某某資金監督管理條例第 十六 條"],
)
def test_law_and_article_gives_that_article(library: SearchIndex, text: str) -> None:
    assert found(library, text, Collection.CLAUSES) == ["c2"]


def test_article_numbers_with_suffix_are_told_apart(library: SearchIndex) -> None:
    assert found(library, "某某资金监督管理条例第十六条之一", Collection.CLAUSES) == ["c3"]
    assert found(library, "某某资金监督管理条例第105条", Collection.CLAUSES) == ["c4"]


def test_article_inside_a_question_stands_first(library: SearchIndex) -> None:
    assert found(library, "某某资金监督管理条例第十六条规定的奖励怎么领？", Collection.CLAUSES)[0] == "c2"


def test_name_of_a_law_stands_first(library: SearchIndex) -> None:
    assert found(library, "保险销售行为管理办法")[0] == "d4"


def test_keywords_are_all_required_where_that_finds_something(library: SearchIndex) -> None:
    assert found(library, "资金池 罚款") == ["d3"]
    assert found(library, "举报 奖励", Collection.CLAUSES) == ["c2"]


def test_keywords_that_never_meet_fall_back_with_a_notice(library: SearchIndex) -> None:
    page = library.search(SearchQuery("备付金 罚款"))
    assert {hit.id for hit in page.hits} == {"d2", "d3"}
    assert len(page.notices) == 1


def test_exact_phrase_exclusion_and_prefixes(library: SearchIndex) -> None:
    assert set(found(library, '"资金池业务"')) == {"d2", "d3"}
    assert found(library, "“业务资金池”") == []
    assert found(library, "资金池 -罚款") == ["d2"]
    assert set(found(library, "-资金池")) == {"d1", "d4", "d5", "d6", "d7"}
    assert set(found(library, "标题:办法")) == {"d2", "d4"}
    assert found(library, "文号:金规(2026)12号") == ["d1"]
    assert found(library, "发文机关:人民银行") == ["d2"]
    assert found(library, "时效:已废止") == ["d4"]
    assert found(library, "标题：办法 时效：有效") == ["d2"]


@pytest.mark.parametrize("text", ["金融监管总局", "银保监会", "国家金融监督管理总局", "银监会"])
def test_agencies_are_found_under_every_name(library: SearchIndex, text: str) -> None:
    assert set(found(library, f"发文机关:{text}")) == {"d1", "d3", "d4"}


def test_short_names_of_laws(index: SearchIndex) -> None:
    index.upsert(
        [
            clause("a", "中华人民共和国个人信息保护法", "第十三条", "处理个人信息应当取得同意。"),
            clause("b", "某省个人信息保护条例", "第十三条", "本条例保护个人信息。"),
            clause("c", "另一部办法", "第一条", "依照个保法处理。"),
        ]
    )
    index.refresh()
    assert found(index, "个保法第十三条", Collection.CLAUSES) == ["a"]
    assert set(found(index, "个保法", Collection.CLAUSES)) == {"a", "c"}


def test_what_people_say_finds_what_regulations_say(index: SearchIndex) -> None:
    index.upsert(
        [clause("a", "劳动法", "第一条", "不得拖欠劳动报酬。"), clause("b", "劳动法", "第二条", "休息日另有规定。")]
    )
    index.refresh()
    assert found(index, "老板拖着工资不发该怎么办", Collection.CLAUSES)[0] == "a"


def test_operators(library: SearchIndex) -> None:
    assert set(found(library, "备付金 OR 罚款")) == {"d2", "d3"}
    assert found(library, "(备付金 OR 罚款) AND NOT 信托") == ["d2"]
    assert found(library, "资金池 AND 罚款") == ["d3"]
    assert set(found(library, "标题:公告 OR 文号:银发〔2026〕4号")) == {"d2", "d6", "d7"}


@pytest.mark.parametrize(
    "text",
    [
        "资金池 AND",
        "((资金池 OR 罚款",
        "AND AND 资金池",
        '"资金池',
        "NOT",
        "文号:",
        "时效:不知道",
        "(" * 400 + "资金池 OR 罚款" + ")" * 400,
        "资金池 " * 3000,
        "***",
        "?*~^[]{}\\/+!:",
        "\x00\ud800资金池\udfff",
        "(a+)+$ " * 20,
        "资" * 10_000,
    ],
)
def test_malformed_queries_are_answered(library: SearchIndex, text: str) -> None:
    page = library.search(SearchQuery(text, limit=50, highlight=True))
    assert page.notices or page.hits or page.total == 0
    if "资金池" in text:
        assert ({"d3"} if "罚款" in text else {"d2", "d3"}) <= {hit.id for hit in page.hits}
    assert library.search(SearchQuery("资金池")).total == 2, "the index is unharmed"


def test_notices_name_what_was_not_understood(library: SearchIndex) -> None:
    assert "括号" in library.search(SearchQuery("((资金池 OR 罚款")).notices[0]
    assert "10000" in library.search(SearchQuery("资" * 10_000)).notices[0]
    assert library.search(SearchQuery("***")).notices == ("查询中没有可以检索的文字",)
    assert library.search(SearchQuery("***")).total == 0


def test_empty_text_browses_by_date_then_id_with_undated_last(library: SearchIndex) -> None:
    assert found(library, "") == ["d1", "d6", "d2", "d3", "d7", "d4", "d5"]
    assert found(library, "", sort=Sort.NEWEST) == ["d1", "d6", "d2", "d3", "d7", "d4", "d5"]
    assert found(library, "", sort=Sort.OLDEST) == ["d4", "d7", "d3", "d2", "d1", "d6", "d5"]
    assert found(library, "办法", sort=Sort.OLDEST) == ["d4", "d2", "d1"]


def test_filters_are_or_within_and_and_across(library: SearchIndex) -> None:
    assert set(found(library, "", filters={"kind": ("news", "penalty")})) == {"d3", "d5", "d6", "d7"}
    assert found(library, "", filters={"kind": ("penalty",), "issuers": ("北京监管局",)}) == ["d3"]
    assert found(library, "", filters={"kind": ("news",), "issuers": ("北京监管局",)}) == []
    assert found(library, "", filters={"kind": ()}) == found(library, "")


def test_date_ranges_are_inclusive_and_leave_out_the_undated(library: SearchIndex) -> None:
    assert set(found(library, "", since=date(2025, 12, 31), until=date(2026, 1, 15))) == {"d2", "d3"}
    assert set(found(library, "", since=date.min, until=date.max)) == {"d1", "d2", "d3", "d4", "d6", "d7"}
    assert found(library, "", until=date(1, 1, 1)) == []
    assert found(library, "", Collection.SIGNALS, since=date(2026, 2, 2)) == ["s2"]


def test_facets_count_all_hits(library: SearchIndex) -> None:
    page = library.search(SearchQuery("", limit=1, facets=("kind", "issuers", "status")))
    assert page.total == 7
    assert page.facets["kind"] == (Bucket("news", 3), Bucket("policy", 3), Bucket("penalty", 1))
    assert page.facets["issuers"][0] == Bucket("国家金融监督管理总局", 2)
    assert page.facets["status"] == (Bucket("有效", 2), Bucket("已废止", 1))
    narrowed = library.search(SearchQuery("资金池", facets=("kind",)))
    assert set(narrowed.facets["kind"]) == {Bucket("policy", 1), Bucket("penalty", 1)}


def test_aggregation_by_keyword_and_time(library: SearchIndex) -> None:
    by_type = library.aggregate(AggregateQuery("type", collection=Collection.SIGNALS))
    assert by_type == (Bucket("提现困难", 2), Bucket("失联跑路", 1))
    assert library.aggregate(AggregateQuery("day", collection=Collection.SIGNALS)) == (
        Bucket("2026-02-01", 1),
        Bucket("2026-02-03", 1),
    )
    assert library.aggregate(AggregateQuery("month"))[-2:] == (Bucket("2026-01", 1), Bucket("2026-03", 2))
    assert library.aggregate(AggregateQuery("year", limit=2)) == (Bucket("2025", 1), Bucket("2026", 3))
    assert library.aggregate(AggregateQuery("kind", text="资金池", filters={"kind": ("penalty",)})) == (
        Bucket("penalty", 1),
    )


def test_signals_are_found_by_entity(library: SearchIndex) -> None:
    assert set(found(library, "钱多多", Collection.SIGNALS)) == {"s1", "s2"}
    assert found(library, "", Collection.SIGNALS, filters={"type": ("提现困难",)}) == ["s1", "s3"]


def test_highlights_are_whole_words_at_exact_places(library: SearchIndex) -> None:
    hit = library.search(SearchQuery("备付金", highlight=True)).hits[0]
    for name, fragments in hit.highlights.items():
        for fragment in fragments:
            assert fragment.text in str(hit.fields[name])
            assert {fragment.text[start:end] for start, end in fragment.marks} == {"备付金"}
    assert set(hit.highlights) == {"title", "text"}
    assert library.search(SearchQuery("备付金")).hits[0].highlights == {}


def test_fields_come_back_as_written(library: SearchIndex) -> None:
    hit = library.search(SearchQuery("文号:金规〔2026〕12号")).hits[0]
    assert hit.fields["published_on"] == date(2026, 3, 1)
    assert hit.fields["issuers"] == ("国家金融监督管理总局",)
    assert "index_no" not in hit.fields


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(filters={"nothing": ("x",)}),
        SearchQuery(filters={"text": ("x",)}),
        SearchQuery(facets=("title",)),
        SearchQuery(limit=-1),
        SearchQuery(limit=10**9),
        SearchQuery(offset=10**9),
        SearchQuery(offset=-1),
        SearchQuery(since=date(2026, 1, 2), until=date(2026, 1, 1)),
        SearchQuery(cursor="%%%"),
        SearchQuery(cursor="WzFd"),
    ],
)
def test_impossible_requests_raise_with_a_mend(library: SearchIndex, query: SearchQuery) -> None:
    with pytest.raises(QueryError) as caught:
        library.search(query)
    assert caught.value.mend


def test_aggregation_by_an_unknown_field_raises(library: SearchIndex) -> None:
    with pytest.raises(QueryError):
        library.aggregate(AggregateQuery("text"))


def test_cursor_of_another_query_is_refused(library: SearchIndex) -> None:
    cursor = library.search(SearchQuery("", limit=2)).cursor
    with pytest.raises(QueryError):
        library.search(SearchQuery("资金池", limit=2, cursor=cursor))


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "管理 业务 公告 平台 资金"])
def test_pages_follow_one_another_without_gap_or_repeat(library: SearchIndex, text: str, sort: Sort) -> None:
    whole = found(library, text, sort=sort, limit=50)
    pages: list[str] = []
    cursor = ""
    for _ in range(20):
        page = library.search(SearchQuery(text, sort=sort, limit=2, cursor=cursor))
        pages += [hit.id for hit in page.hits]
        assert page.total == len(whole)
        cursor = page.cursor
        if not cursor:
            break
    assert pages == whole
    assert found(library, text, sort=sort, limit=2, offset=1) == whole[1:3]
    assert found(library, text, sort=sort, limit=0) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("支付机构", "支付机构客户备付金管理办法"),
        ("支付 机构", "支付机构客户备付金管理办法"),
        ("zfjg", "支付机构客户备付金管理办法"),
        ("ZFJG", "支付机构客户备付金管理办法"),
        ("關於加強", "關於加強銀行業監管的公告"),
        ("bxxsxw", "保险销售行为管理办法（2019年修订）"),
    ],
)
def test_suggestions_by_beginning_and_by_initials(library: SearchIndex, text: str, name: str) -> None:
    assert library.suggest(text) == (name,)


def test_suggestions_of_entities_count_and_stay_within_bounds(library: SearchIndex) -> None:
    assert library.suggest("钱多", Collection.SIGNALS) == ("钱多多平台",)
    assert library.suggest("qdd", Collection.SIGNALS) == ("钱多多平台",)
    assert len(library.suggest("关", limit=1)) == 1
    for text in ("", " ", ".*", "(((", "[a-z]*", '"', "\\", "\ud800", "长" * 5000, "没有这样的名字"):
        assert library.suggest(text) == ()
    assert library.suggest("支付机构", Collection.CLAUSES) == ()
