"""Names begin where the grammar before them ends: better none than a wrong one."""

from __future__ import annotations

import re
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.facts.alias import find_aliases
from nlp.facts.company import find_companies
from nlp.pipeline import find_facts, readable

STEMS = re.findall(r"\S+", "鹭岫 榕璟 岚澍 珩柚 曜枫 霁栖 澍霖 柚翊 屿昀 峤砚 樾杉 槿岚")
ENDINGS = re.findall(
    r"\S+", "金服 钱包 财富 优投 理财 易贷 宝 贷 普惠 消费金融 银行 金融 有限公司 信息科技有限公司 支付 证券"
)
BEFORE = re.findall(
    r"\S+",
    "打开 点名 到 对 发帖称 受 由 据 记者在 用户投诉 监管提示 昨日， 下载了 诱导老人购买 警方对 有 被 从 与 和 向 将"
    " 给 应联络 谴责 其投资的 7万余名投资人向 20日对 11月20日 近日 有网友爆料 涉嫌非法集资的 关于 停止运营的 网传"
    " 客户反映 名为 位于北京的 多名投资人称 依法对 公司旗下 针对 暂停 因",
)
AFTER = re.findall(r"\S+", "涉嫌诈骗 提现困难 。 ，无法登录 被罚款20万元 的客服 App 平台 宣布停业")


def printed(text: str) -> list[str]:
    return [text[f.start : f.end] for f in find_companies(text)]


def test_what_stands_before_a_name_is_no_part_of_it() -> None:
    outcome: Counter[str] = Counter()
    for number, (stem, ending, before) in enumerate(product(STEMS, ENDINGS, BEFORE)):
        name = stem + ending
        found = printed(before + name + AFTER[number % len(AFTER)])
        outcome["right" if found == [name] else "none" if not found else "wrong"] += 1
    total = outcome.total()
    assert outcome["wrong"] / total <= 0.01, outcome
    assert outcome["none"] / total <= 0.01, outcome


@pytest.mark.parametrize(
    "text",
    [
        "7万余名投资人报案", "未按规定报告金融数据安全事件", "以恐吓方式催收贷款", "严厉打击网络诈骗", "资金链断裂",
        "点击下载链接", "累计借贷余额5亿元", "记账理财应用", "可用人民币兑换", "网络保险与国资基金", "收入归公司所有",
        "图发到公司群里", "明确存管银行", "不良贷款率2.3%", "平台应当停止", "“无法”平台登录", "“清盘”后",
        "其小微信贷业务", "卷款潜逃",
        "第三方支付平台", "“资金存管指引”平台", "股份制银行和村镇银行", "供应链金融",
    ],
)  # fmt: skip
def test_words_of_the_trade_are_no_names(text: str) -> None:
    assert printed(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“火球理财”App停止提现", "火球理财"),
        ("火球理财平台公告称", "火球理财"),
        ("壹佰金融提现困难", "壹佰金融"),
    ],
)
def test_ordinary_words_are_a_name_where_the_text_treats_them_as_one(text: str, name: str) -> None:
    assert name in printed(text)


@given(st.sampled_from(STEMS), st.text("，。（）“”·0123456789年对受的和岚", max_size=12), st.text(max_size=8))
def test_names_are_slices_in_order_without_overlaps(stem: str, before: str, after: str) -> None:
    text = readable(f"{before}{stem}钱包{after}")
    end = 0
    for found in find_companies(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@pytest.mark.parametrize(
    ("text", "alias", "full"),
    [
        ("青禾信息服务有限公司（以下简称青禾金服）公告，青禾金服停业。", "青禾金服", "青禾信息服务有限公司"),
        ("青禾信息服务有限公司运营的“银杏优投”平台提现困难。", "银杏优投", "青禾信息服务有限公司"),
        ("“银杏优投”停运，其运营方青禾信息服务有限公司失联。", "银杏优投", "青禾信息服务有限公司"),
        ("机构全称：青禾信息服务有限公司\n平台名称：银杏优投\n", "银杏优投", "青禾信息服务有限公司"),
        ("银杏优投（青禾信息服务有限公司）涉嫌诈骗。", "银杏优投", "青禾信息服务有限公司"),
    ],
)
def test_two_names_of_one_thing_are_tied(text: str, alias: str, full: str) -> None:
    names = find_facts(text).names
    assert (alias, full) in {(text[a.start : a.end], a.value) for a in find_aliases(text, names)}


def test_a_known_subsidiary_is_not_its_parent() -> None:
    text = "青禾控股有限公司旗下微信支付被投诉。"
    assert find_aliases(text, find_facts(text).names) == []
