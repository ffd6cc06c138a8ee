"""What goes beyond finding: one hit a law or event, editions in force, similar records, reasons, spelling."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

import pytest
from conftest import BACKENDS, open_backend
from index_samples import all_records, clause, document, signal

from indexer import lexicon_reading
from indexer.base import AggregateQuery, Collection, SearchIndex, SearchQuery, Sort, Tokenise
from indexer.fold import fold
from regintel.errors import NotFoundError
from regintel.model import Record
from regintel.policy import COPY, SUPERSEDED

RULE = "网络小额贷款业务管理办法"


def versions() -> Iterator[Record]:
    """A law in three versions and a second copy, an event told twice, lone documents between them."""
    for n, (edition, text) in enumerate(
        (
            (SUPERSEDED, "单户余额不得超过二十万元。"),
            (SUPERSEDED, "单户余额不得超过三十万元。"),
            ("", "单户余额从严。"),
            (COPY, "单户余额从严。"),
        )
    ):
        day = date(2019 + min(n, 2), 1, 1)
        yield document(f"v{n}", RULE, text * 3, edition=edition, family="小额贷款办法", published_on=day, status="有效")
        yield clause(f"v{n}c1", RULE, "第一条", text, edition=edition, document_id=f"v{n}", published_on=day)
    yield clause("v0c2", RULE, "第二条", "联合贷款的出资比例由总局另定。", edition=SUPERSEDED, document_id="v0")
    for n in range(2):
        yield document(
            f"e{n}",
            "某平台小额贷款逾期",
            "某平台小额贷款余额逾期。",
            kind="news",
            family="e0",
            published_on=date(2026, 1, n + 1),
        )
    for n in range(6):
        yield document(
            f"l{n}", "小额贷款余额统计", "小额贷款余额。" * (n + 1), kind="news", published_on=date(2025, 1, n + 1)
        )


@pytest.fixture(params=BACKENDS, scope="module")
def shelf(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tokenise: Tokenise
) -> Iterator[SearchIndex]:
    opened = open_backend(request.param, request, tmp_path_factory.mktemp("shelf"), tokenise)
    opened.upsert(versions())
    opened.refresh()
    yield opened
    opened.close()


def ids(index: SearchIndex, text: str, collection: Collection = Collection.DOCUMENTS, **options: object) -> list[str]:
    return [hit.id for hit in index.search(SearchQuery(text, collection, **options)).hits]  # type: ignore[arg-type]


# --- one hit a law, one an event ---


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["小额贷款", "余额", ""])
def test_families_are_one_hit_each_at_every_depth(shelf: SearchIndex, text: str, sort: Sort) -> None:
    every = shelf.search(SearchQuery(text, sort=sort, limit=50))
    folded = shelf.search(SearchQuery(text, sort=sort, limit=50, collapse=True))
    first: dict[str, str] = {}
    for hit in every.hits:
        first.setdefault(str(hit.fields.get("family") or hit.id), hit.id)
    assert [hit.id for hit in folded.hits] == list(first.values()), "the best of each family, in the same order"
    assert folded.total == every.total == every.shown
    assert folded.shown == len(first) == 8
    assert {hit.fields.get("family"): hit.others for hit in folded.hits} == {None: 0, "小额贷款办法": 3, "e0": 1}
    for limit in (1, 2, 3):
        pages, cursor = list[str](), ""
        for _ in range(20):
            page = shelf.search(SearchQuery(text, sort=sort, limit=limit, cursor=cursor, collapse=True))
            pages += [hit.id for hit in page.hits]
            cursor = page.cursor
            if not cursor:
                break
        assert pages == list(first.values())
    assert ids(shelf, text, sort=sort, limit=3, offset=2, collapse=True) == list(first.values())[2:5]


def test_a_family_asked_for_by_name_is_shown_whole(shelf: SearchIndex) -> None:
    page = shelf.search(SearchQuery("", filters={"family": ("小额贷款办法",)}, collapse=True))
    assert [hit.id for hit in page.hits] == ["v2", "v3", "v1", "v0"]
    assert page.shown == page.total == 4


def test_reports_of_an_event_are_one_signal(index: SearchIndex) -> None:
    told = [signal(f"s{n}", "金穗宝", "提现困难", date(2026, 2, n + 1), "金穗宝无法提现。") for n in range(3)]
    index.upsert(Record(r.id, r.collection, {**r.fields, "family": "x 金穗宝 提现困难"}) for r in told)
    index.upsert([signal("s9", "金穗宝", "失联跑路", date(2026, 2, 9), "金穗宝失联。")])
    index.refresh()
    page = index.search(SearchQuery("金穗宝", Collection.SIGNALS, sort=Sort.NEWEST, collapse=True))
    assert [(hit.id, hit.others) for hit in page.hits] == [("s9", 0), ("s2", 2)]


def test_collapsing_a_collection_without_families_changes_nothing(shelf: SearchIndex) -> None:
    query = SearchQuery("余额", Collection.CLAUSES)
    assert shelf.search(query).hits == shelf.search(SearchQuery("余额", Collection.CLAUSES, collapse=True)).hits


# --- editions ---


def test_clauses_come_from_the_newest_edition_unless_asked(shelf: SearchIndex) -> None:
    assert ids(shelf, "单户余额", Collection.CLAUSES) == ["v2c1"]
    assert set(ids(shelf, "单户余额", Collection.CLAUSES, every_edition=True)) == {"v0c1", "v1c1", "v2c1", "v3c1"}
    assert ids(shelf, f"{RULE}第一条", Collection.CLAUSES) == ["v2c1"]
    assert ids(shelf, "", Collection.CLAUSES) == ["v2c1"]
    found = shelf.aggregate(AggregateQuery("document_id", "单户余额", Collection.CLAUSES))
    assert [bucket.value for bucket in found] == ["v2"], "counted as found"


def test_old_editions_are_shown_where_they_are_meant_or_alone_hold_it(shelf: SearchIndex) -> None:
    assert ids(shelf, "余额", Collection.CLAUSES, filters={"document_id": ("v0",)}) == ["v0c1"]
    assert set(ids(shelf, "余额", Collection.CLAUSES, until=date(2020, 12, 31))) == {"v0c1", "v1c1"}
    assert ids(shelf, "余额", Collection.CLAUSES, filters={"edition": (COPY,)}) == ["v3c1"]
    page = shelf.search(SearchQuery("联合贷款 出资", Collection.CLAUSES))
    assert [hit.id for hit in page.hits] == ["v0c2"]
    assert page.notices == ("现行版本中没有，以下来自旧版本",)
    again = shelf.search(SearchQuery("联合贷款 出资", Collection.CLAUSES, limit=1, cursor=page.cursor))
    assert again.total == 1


# --- similar ---


@pytest.fixture(params=BACKENDS, scope="module")
def stacks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tokenise: Tokenise
) -> Iterator[SearchIndex]:
    """Three subjects, four documents each, and versions of one of them."""
    opened = open_backend(request.param, request, tmp_path_factory.mktemp("stacks"), tokenise)
    subjects = {
        "fund": ("客户备付金应当集中存管，不得挪用。", "支付机构"),
        "ad": ("金融广告不得夸大收益，应当提示风险。", "广告主"),
        "tax": ("税务稽查应当出示检查证。", "稽查局"),
    }
    for key, (text, who) in subjects.items():
        opened.upsert(
            document(f"{key}{n}", f"{who}管理规定之{'一二三四'[n]}", f"{who}：{text}" * (n + 1)) for n in range(4)
        )
    opened.upsert(
        document(f"old{n}", "支付机构备付金旧规", "支付机构：客户备付金应当集中存管。", family="旧规") for n in range(3)
    )
    opened.upsert(
        clause(f"{law}-{n}", law, f"第{n}条", "支付机构应当存管客户备付金。", document_id=law)
        for law in ("甲办法", "乙办法")
        for n in (1, 2)
    )
    opened.upsert(
        [clause("甲旧-1", "甲办法", "第一条", "支付机构应当存管备付金。", edition=SUPERSEDED, document_id="甲旧")]
    )
    opened.refresh()
    yield opened
    opened.close()


def test_similar_documents_share_the_subject_and_never_the_record(stacks: SearchIndex) -> None:
    for key in ("ad", "tax"):
        found = [hit.id for hit in stacks.similar(Collection.DOCUMENTS, f"{key}1", limit=3)]
        assert sorted(found) == [f"{key}0", f"{key}2", f"{key}3"]


def test_versions_are_one_similar_document_and_never_similar_to_themselves(stacks: SearchIndex) -> None:
    found = [hit.id for hit in stacks.similar(Collection.DOCUMENTS, "fund1", limit=20)]
    assert sum(id.startswith("old") for id in found) == 1
    assert "fund1" not in found
    assert not any(hit.id.startswith("old") for hit in stacks.similar(Collection.DOCUMENTS, "old0", limit=20))


def test_similar_clauses_come_from_other_laws_in_force(stacks: SearchIndex) -> None:
    assert {hit.id for hit in stacks.similar(Collection.CLAUSES, "甲旧-1")} == {"乙办法-1", "乙办法-2"}
    assert {hit.id for hit in stacks.similar(Collection.CLAUSES, "乙办法-1")} == {"甲办法-1", "甲办法-2"}


@pytest.mark.parametrize("id", ["", "none", "x" * 5000, "\ud800", "a\x00b", "../..", "*"])
def test_similar_to_nothing_is_named(stacks: SearchIndex, id: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        stacks.similar(Collection.DOCUMENTS, id)
    assert caught.value.mend


def test_a_record_without_words_has_no_similar_one(index: SearchIndex) -> None:
    index.upsert([document("d1", "。", "——"), document("d2", "标题", "正文")])
    index.refresh()
    assert index.similar(Collection.DOCUMENTS, "d1") == ()
    assert index.similar(Collection.DOCUMENTS, "d2", limit=0) == ()


# --- explain ---

QUERIES = [
    "资金池",
    "商业银行不得募集资金",
    "银发〔2026〕4号",
    "备付金 罚款",
    "标题:办法 备付金",
    "(备付金 OR 罚款) AND NOT 信托",
    "银保监会 保险",
    '"资金池业务"',
    "ABC",
    "税",
]


@pytest.mark.parametrize("text", QUERIES)
def test_reasons_add_up_to_the_score(library: SearchIndex, text: str) -> None:
    hits = library.search(SearchQuery(text, explain=True)).hits
    assert hits
    for hit in hits:
        assert hit.explanation is not None
        earned = sum(reason.score for reason in hit.explanation.reasons)
        factor = math.prod(f.score for f in hit.explanation.factors)
        assert earned * factor == pytest.approx(hit.score, rel=1e-3, abs=1e-6)
        assert [r.score for r in hit.explanation.reasons] == sorted(
            (r.score for r in hit.explanation.reasons), reverse=True
        )


def test_reasons_are_in_words(library: SearchIndex) -> None:
    explained = library.search(SearchQuery("银发〔2026〕4号", explain=True)).hits[0].explanation
    assert explained is not None
    assert explained.reasons[0].text == "点名的文号（固定分 300）"
    assert explained.factors[0].text == "未被修改或废止"
    explained = library.search(SearchQuery("资金池", explain=True)).hits[0].explanation
    assert explained is not None
    assert {"全文用词“资金池”", "全文相连的字“资金池”整串（权重 0.5）"} <= {r.text for r in explained.reasons}
    law = (
        library.search(SearchQuery("某某资金监督管理条例第十六条", Collection.CLAUSES, explain=True))
        .hits[0]
        .explanation
    )
    assert law is not None
    assert "点名的法规" in law.reasons[0].text


def test_nothing_is_explained_unasked_or_by_date(library: SearchIndex) -> None:
    assert library.search(SearchQuery("资金池")).hits[0].explanation is None
    assert library.search(SearchQuery("资金池", explain=True, sort=Sort.NEWEST)).hits[0].explanation is None
    assert library.search(SearchQuery("", explain=True)).hits[0].explanation is None


# --- spelling ---


@pytest.fixture(params=BACKENDS, scope="module")
def words(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tokenise: Tokenise
) -> Iterator[SearchIndex]:
    opened = open_backend(request.param, request, tmp_path_factory.mktemp("words"), tokenise)
    warning = "国家金融监督管理总局北京监管局提示：远离非法集资，警惕钱多多平台。"
    opened.upsert([*all_records(), document("w1", "关于防范非法集资的公告", warning)])
    opened.refresh()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("资金迟", "资金池"),
        ("备付斤", "备付金"),
        ("飞法集资", "非法集资"),
        ("提现困南", "提现困难"),
        ("钱朵朵平台", "钱多多平台"),
        ("支付机购客户备付金管理办法", "支付机构客户备付金管理办法"),
        ("网络小额代款", "网络小额贷款"),
        ("国家金融监督管理总菊", "国家金融监督管理总局"),
        ("北京监管居", "北京监管局"),
        ("行政处发", "行政处罚"),
        ("資金遲", "資金池"),
        ("资金迟 罚款", "资金池 罚款"),
        ("保险消售行为管理办法", "保险销售行为管理办法"),
        ("保险销售行为管理方法", "保险销售行为管理办法"),
    ],
)
def test_another_spelling_is_offered(words: SearchIndex, text: str, meant: str) -> None:
    page = words.search(SearchQuery(text, spell=True))
    assert fold(page.spelling) == fold(meant)
    assert words.search(SearchQuery(text)).spelling == "", "only where asked for"


@pytest.mark.parametrize(
    "text",
    ["资金池", "备付金 罚款", "钱多多平台", "国家金融监督管理总局", "银发〔1999〕777号", "完全不相干的东西", "税", "",
     "***", "\x00\ud800",
     "资" * 10_000, "标题:资金迟", '"资金迟"', "资金迟 AND 罚款", "?*~^[]{}\\/+!:", "(a+)+$ " * 20],
)  # fmt: skip
def test_no_spelling_is_made_up(words: SearchIndex, text: str) -> None:
    assert words.search(SearchQuery(text, spell=True)).spelling == ""


@pytest.fixture(params=BACKENDS, scope="module")
def laws(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, tokenise: Tokenise
) -> Iterator[SearchIndex]:
    """Names of laws, and running text in which every two neighbours of their misspellings occur."""
    opened = open_backend(request.param, request, tmp_path_factory.mktemp("laws"), tokenise)
    titles = ("中华人民共和国银行业监督管理法", "存款保险条例", "关于适用民法典合同编的解释二")
    opened.upsert(document(f"law{n}", title, f"{title}的正文。") for n, title in enumerate(titles))
    text = "银行业和保险业的监督管理；理发店有条利民措施，存款保险另有条例；关于解释三的说明。"
    opened.upsert(document(f"news{n}", f"街道新闻{n}", text) for n in range(6))
    opened.refresh()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("银行业监督管理发", "银行业监督管理法"),
        ("存款保险条利", "存款保险条例"),
        ("银行业监督管理发第三条", "银行业监督管理法第三条"),
        ("街道新闻 存款保险条利", "街道新闻 存款保险条例"),
        ("银行业监督管里发", "银行业监督管理法"),
        ("银行业监督管理", ""),
        ("存款保险", ""),
        ("关于适用民法典合同编的解释三", ""),
    ],
)
def test_what_nearly_is_a_name_is_offered_it(laws: SearchIndex, text: str, meant: str) -> None:
    assert laws.search(SearchQuery(text, spell=True)).spelling == meant


def test_a_large_lexicon_is_read_by_slices(index: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon_reading, "SLICE", 0.0)
    index.upsert([document("d1", "标题", "正文"), signal("s1", "惠民宝平台", "提现困难", None, "惠民宝平台无法提现。")])
    index.refresh()
    spelt = [index.search(SearchQuery("惠民宝平太", Collection.SIGNALS, spell=True)).spelling for _ in range(40)]
    assert (spelt[0], spelt[-1]) == ("", "惠民宝平台"), "no query reads it all"


def test_the_lexicon_follows_the_index(index: SearchIndex) -> None:
    index.upsert([document("d1", "标题", "正文")])
    index.refresh()
    assert index.search(SearchQuery("惠民宝平太", spell=True)).spelling == ""
    index.upsert(
        [
            signal("s1", "惠民宝平台", "提现困难", None, "惠民宝平台无法提现。"),
            document("d2", "惠民宝平台通报", "惠民宝平台"),
        ]
    )
    index.refresh()
    assert index.search(SearchQuery("惠民宝平太", spell=True)).spelling == "惠民宝平台"


# --- the whole collection ---


def test_scan_gives_every_record_as_written(library: SearchIndex) -> None:
    for collection in Collection:
        scanned = {record.id: record for record in library.scan(collection)}
        assert set(scanned) == {r.id for r in all_records() if r.collection == collection}
        assert all(record == library.get(collection, id) for id, record in scanned.items())
