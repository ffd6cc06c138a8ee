"""The carried site equals a fresh build, is rich enough for the demo, and its files open with the usual libraries."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from typing import Any

import pytest

from crawlers.sample_site import SAMPLE_SOURCES
from crawlers.sample_site.manifest import SITE, Call, Manifest
from regintel.model import Kind
from tools.sample_site.build import TRUTH, build, truth_text
from tools.sample_site.site import Site
from tools.sample_site.world import CONTENT, Doc, load

LAST_DAY = "2026-11-22"
ARTICLE = re.compile(r"第([一二三四五六七八九十百]+)条\u3000")


@pytest.fixture(scope="module")
def built() -> tuple[Site, list[dict[str, Any]]]:
    return build()


@pytest.fixture(scope="module")
def docs() -> list[Doc]:
    return [doc for file in sorted(CONTENT.glob("*.yaml")) for doc in load(file.stem)]


def test_the_committed_site_equals_a_fresh_build(built: tuple[Site, list[dict[str, Any]]]) -> None:
    fresh = built[0].everything()
    carried = {str(p.relative_to(SITE)): p.read_bytes() for p in SITE.rglob("*") if p.is_file()}
    changed = sorted(name for name in fresh.keys() | carried.keys() if fresh.get(name) != carried.get(name))
    assert changed == [], "run python -m tools.sample_site.build"
    assert TRUTH.read_text("utf-8") == truth_text(built[1])


def test_the_site_is_small_enough_to_be_carried() -> None:
    assert sum(p.stat().st_size for p in SITE.rglob("*") if p.is_file()) < 3_000_000


def test_every_route_has_its_file_and_every_file_a_route() -> None:
    manifest = Manifest()
    named = {route.file for route in manifest.routes}
    carried = {str(p.relative_to(SITE)) for p in SITE.rglob("*") if p.is_file()} - {"routes.json"}
    assert named == carried


def test_the_world_is_rich_enough(docs: list[Doc]) -> None:
    assert len(docs) >= 70
    assert {doc.kind for doc in docs} == {kind.value for kind in Kind}
    days = Counter(doc.date for doc in docs)
    assert max(days) == LAST_DAY
    assert all(days[f"2026-11-{day}"] >= 6 for day in (20, 21, 22))
    regulations = [doc for doc in docs if doc.kind == "policy" and len(articles(doc)) >= 15]
    assert len(regulations) >= 6


def articles(doc: Doc) -> list[str]:
    return [found[1] for line in doc.body if (found := ARTICLE.match(line))]


def number(text: str) -> int:
    """Chinese numerals up to 百."""
    digits = "一二三四五六七八九"
    total, unit = 0, 0
    for char in text:
        if char in digits:
            unit = digits.index(char) + 1
        else:
            total += (unit or 1) * {"十": 10, "百": 100}[char]
            unit = 0
    return total + unit


def test_articles_are_numbered_without_gaps(docs: list[Doc]) -> None:
    for doc in docs:
        found = [number(text) for text in articles(doc)]
        assert found == list(range(1, len(found) + 1)), doc.title


def test_citations_inside_the_world_name_articles_that_exist(docs: list[Doc]) -> None:
    counts: dict[str, int] = {}
    for doc in docs:
        for name in {
            doc.title,
            *re.findall(r"《([^《》]+?)》", doc.title),
            re.sub(r"^【.*?】|（.*?）$", "", doc.title),
        }:
            counts[name] = max(counts.get(name, 0), len(articles(doc)))
    cited = Counter[str]()
    for doc in docs:
        texts = [*doc.body, *(str(party.get("basis", "")) for party in doc.parties)]
        for title, numbers in re.findall(
            r"《([^《》]+?)》((?:第[一二三四五六七八九十百]+条[、，和至]?)+)", "\n".join(texts)
        ):
            if counts.get(title):
                for text in re.findall(r"第([一二三四五六七八九十百]+)条", numbers):
                    assert number(text) <= counts[title], f"{doc.title}: 《{title}》第{text}条"
                    cited[title] += 1
    assert len(cited) >= 6
    assert sum(cited.values()) >= 20


def test_the_named_sources_are_those_with_documents(docs: list[Doc]) -> None:
    assert set(SAMPLE_SOURCES) == {doc.source for doc in docs}


def test_ids_and_addresses_are_unique(built: tuple[Site, list[dict[str, Any]]]) -> None:
    addresses = Counter(row["url"] for row in built[1])
    assert [url for url, count in addresses.items() if count > 1] == []


def test_every_html_truth_address_is_served(built: tuple[Site, list[dict[str, Any]]]) -> None:
    manifest = Manifest()
    for row in built[1]:
        if row["source_id"] in ("flk_npc", "nfra_policy", "nfra_penalty"):
            continue  # their public addresses are shells of a script; the text is behind an API
        host, _, rest = row["url"].removeprefix("https://").partition("/")
        answer = manifest.answer(Call("GET", host, "/" + rest))
        assert answer is not None, row["url"]
        encoding = "utf-8" if "charset" in answer.type else "gb18030" if b"gb2312" in answer.body else "utf-8"
        flat = re.sub(r"\s|<[^>]+>", "", answer.body.decode(encoding))
        assert answer.status == 200
        if row["body_in"] == "page":  # an advertisement may stand between the first and the second paragraph
            assert row["body_start"][:12] in flat, row["url"]
            assert row["body_end"][-12:] in flat, row["url"]


def test_signals_are_expected_of_every_type_with_traps(built: tuple[Site, list[dict[str, Any]]]) -> None:
    found = Counter(risk["type"] for row in built[1] for risk in row["risks"])
    wanted = {
        "提现困难",
        "失联跑路",
        "非法集资",
        "行政处罚",
        "数据泄露",
        "高收益承诺",
        "暴力催收",
        "虚拟货币",
        "直播荐股",
        "仿冒App",
    }
    assert wanted <= found.keys()
    assert sum(len(row["traps"]) for row in built[1]) >= 8
    for row in built[1]:
        stated = {(risk["type"], risk["entity"]) for risk in row["risks"]}
        assert not stated & {(trap["type"], trap["entity"]) for trap in row["traps"]}, row["url"]


def files_of(kind: str, docs: list[Doc]) -> list[tuple[str, bytes]]:
    manifest = Manifest()
    answers = [
        (file.name, manifest.answer(Call("GET", route.host, route.path)))
        for doc in docs
        for file in doc.files
        if file.kind == kind
        for route in manifest.routes
        if route.path == file.path
    ]
    return [(name, answer.body) for name, answer in answers if answer is not None]


def test_pdf_files_have_a_chinese_text_layer(docs: list[Doc]) -> None:
    import pypdfium2

    found = files_of("pdf", docs)
    assert len(found) == 3
    for name, blob in found:
        with pypdfium2.PdfDocument(blob) as pdf:
            page = pdf[0]
            layer = page.get_textpage()
            text = re.sub(r"\s", "", layer.get_text_range())
            layer.close()
            page.close()
        assert name.removesuffix(".pdf") in text


def test_the_english_pdf_has_a_text_layer_with_whole_words(docs: list[Doc]) -> None:
    import pypdfium2

    ((name, blob),) = files_of("pdf-en", docs)
    (file,) = (file for doc in docs for file in doc.files if file.name == name)
    with pypdfium2.PdfDocument(blob) as pdf:
        page = pdf[0]
        layer = page.get_textpage()
        text = layer.get_text_range()
        layer.close()
        page.close()
    assert text.split() == " ".join([file.title, *file.body]).split()


def test_english_items_are_documents_of_their_own(built: tuple[Site, list[dict[str, Any]]]) -> None:
    own = [row for row in built[1] if row["language"] == "en" and row["translation_of"] is None]
    assert {row["kind"] for row in own} >= {"news", "policy", "consultation"}
    known = {row["site_id"] for row in built[1]}
    assert {row["translation_of"] for row in built[1]} - {None} <= known


def test_the_scanned_pdf_has_a_picture_and_no_text(docs: list[Doc]) -> None:
    import pypdfium2

    ((_, blob),) = files_of("scan", docs)
    with pypdfium2.PdfDocument(blob) as pdf:
        page = pdf[0]
        layer = page.get_textpage()
        assert layer.count_chars() == 0
        assert [type(thing).__name__ for thing in page.get_objects()] == ["PdfImage"]
        layer.close()
        page.close()


def test_docx_and_xlsx_open_with_the_usual_libraries(docs: list[Doc]) -> None:
    import docx
    import openpyxl

    words, sheets = files_of("docx", docs), files_of("xlsx", docs)
    assert (len(words), len(sheets)) == (2, 2)
    for name, blob in words:
        document = docx.Document(io.BytesIO(blob))
        assert document.paragraphs[0].text == name.removesuffix(".docx")
        assert len(document.tables[0].rows) >= 3
    for _, blob in sheets:
        book = openpyxl.load_workbook(io.BytesIO(blob))
        assert book.active is not None
        assert book.active["A1"].value == "序号"
        book.close()


def test_laws_in_the_store_carry_all_their_articles(docs: list[Doc]) -> None:
    import docx

    manifest = Manifest()
    for doc in (d for d in docs if d.source == "flk_npc"):
        asked = manifest.answer(Call("GET", "flk.npc.gov.cn", f"/law-search/download/pc?bbbs={doc.id}&format=docx"))
        assert asked is not None
        host, _, rest = json.loads(asked.body)["data"]["url"].removeprefix("https://").partition("/")
        answer = manifest.answer(Call("GET", host, "/" + rest))
        assert answer is not None
        assert [p.text for p in docx.Document(io.BytesIO(answer.body)).paragraphs] == [doc.title, *doc.body]


def test_the_amended_rule_differs_from_the_first_in_the_articles_named(docs: list[Doc]) -> None:
    by_id = {doc.id: doc for doc in docs}
    old, new = by_id["4879123"], by_id["2026112017350087712"]
    changed = {ARTICLE.match(line)[1] for line in new.body if line not in old.body and ARTICLE.match(line)}  # type: ignore[index]
    assert changed == {"六", "七", "十五", "十九", "二十二"}
    assert any(line.startswith("第十四条之一\u3000") for line in new.body)


def test_gbk_pages_are_declared_as_gb2312_without_a_header(docs: list[Doc]) -> None:
    manifest = Manifest()
    old = [doc for doc in docs if doc.extra.get("gbk")]
    assert {doc.source for doc in old} == {"pbc_rules", "sina_finance"}
    for doc in old:
        route = next(r for r in manifest.routes if doc.id in r.path and r.file.endswith(".html"))
        answer = manifest.answer(Call("GET", route.host, route.path))
        assert answer is not None
        assert answer.type == "text/html"
        assert b"charset=gb2312" in answer.body
        assert doc.body[0][:10] in answer.body.decode("gb18030")
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("utf-8")
