"""What titles and first lines announce: kind, 文号, the day on which a consultation closes; and the shared pager."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.create_page import further_pages
from crawlers.deadline import deadline_of
from crawlers.doc_no import printed_doc_no
from crawlers.kind import kind_of_title
from regintel.model import Kind

PUBLISHED = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于《支付账户管理办法（征求意见稿）》公开征求意见的通知", Kind.CONSULTATION),
        ("关于《支付账户管理办法（征求意见稿）》公开征求意见情况的反馈", Kind.POLICY),
        ("关于《支付账户管理办法》征求意见采纳情况的说明", Kind.POLICY),
        ("《支付账户管理办法（征求意见稿）》起草说明", Kind.INTERPRETATION),
        ("中国人民银行有关负责人就《办法》答记者问", Kind.INTERPRETATION),
        ("一图读懂《反电信网络诈骗法》", Kind.INTERPRETATION),
        ("关于印发《支付账户管理办法》的通知", Kind.POLICY),
    ],
)
def test_kind_that_a_title_announces(title: str, kind: Kind) -> None:
    assert kind_of_title(title, Kind.POLICY) is kind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("意见反馈截止时间为2026年12月19日。", date(2026, 12, 19)),
        ("请于2026年12月1日（星期二）前将意见反馈至以下邮箱。", date(2026, 12, 1)),
        ("征求意见时间为2026年11月19日至2026年12月18日。", date(2026, 12, 18)),
        ("公众可在2026年12月15日17时前提出意见。", date(2026, 12, 15)),
        ("有关意见请于1月5日前反馈。", date(2027, 1, 5)),
        ("请于2026年10月1日前反馈意见。", None),  # before it was published: not this one's
        ("请于公告之日起30日内提出意见。", None),
        ("本办法自2026年12月1日起施行。", None),
    ],
)
def test_day_on_which_comments_close(text: str, day: date | None) -> None:
    assert deadline_of(f"现公开征求意见。\n{text}", PUBLISHED) == day


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("关于某事的通知", "银发〔2026〕203号\n各分行：", "银发〔2026〕203号"),
        ("中国人民银行公告〔2026〕第27号（关于注销许可证的公告）", "", "中国人民银行公告〔2026〕第27号"),
        ("关于某事的通知（汇发[2026] 9号）", "", "汇发[2026] 9号"),
        ("某办法", "中国人民银行令\n〔2026〕第3号\n《某办法》已经通过。", "中国人民银行令〔2026〕第3号"),
        ("关于废止《某办法》（银发〔2010〕1号）的公告", "根据银发〔2010〕1号的规定", ""),
        ("关于某事的通知", "根据银发〔2010〕1号\n办理。", ""),
        ("公开市场业务交易情况", "具体情况如下。", ""),
    ],
)
def test_own_number_not_those_cited(title: str, text: str, number: str) -> None:
    assert printed_doc_no(title, text) == number


@given(st.text(alphabet="银发〔〕[]（）2026年第3号令\n 关于", max_size=60), st.text(max_size=40))
def test_number_is_always_printed_somewhere(title: str, text: str) -> None:
    found = printed_doc_no(title, text)
    assert "".join(found.split()) in "".join(f"{title}\n{text}".split())


@given(st.text(alphabet="意见反馈截止至于前2026年1234月日-—。\n", max_size=60))
def test_deadline_is_never_before_publication(text: str) -> None:
    found = deadline_of(text, PUBLISHED)
    assert found is None or found >= PUBLISHED


@pytest.mark.parametrize(
    ("call", "url", "further"),
    [
        ("createPageHTML('page_div',3, 0,'fg','shtml',42);", "https://a.gov.cn/x/fg.shtml", ["fg_1", "fg_2"]),
        ('createPageHTML(2, 0, "index", "shtml");', "https://a.gov.cn/x/", ["index_1"]),
        ("createPageHTML('page_div',3,1,'index','shtml',42)", "https://a.gov.cn/x/index.shtml", ["index_2", "index_3"]),
        ("createPageHTML('page_div',3, 1,'fg','shtml',42);", "https://a.gov.cn/x/fg_1.shtml", []),
        ("createPageHTML('page_div',1, 0,'fg','shtml',5);", "https://a.gov.cn/x/fg.shtml", []),
        ("no pager", "https://a.gov.cn/x/fg.shtml", []),
    ],
)
def test_pages_that_the_shared_pager_reveals(call: str, url: str, further: list[str]) -> None:
    suffix = url.rsplit(".", 1)[-1] if url.endswith("shtml") else "shtml"
    assert further_pages(f"<script>{call}</script>", url) == [f"https://a.gov.cn/x/{name}.{suffix}" for name in further]
