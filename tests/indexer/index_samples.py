"""A small library, written for these tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from regintel.model import FieldValue, Record


def document(id: str, title: str, text: str, **fields: FieldValue) -> Record:
    return Record(id, "documents", {"title": title, "text": text, "kind": "policy", "source_id": "s", **fields})


def clause(id: str, title: str, article: str, text: str, **fields: FieldValue) -> Record:
    return Record(id, "clauses", {"title": title, "article": article, "text": text, "kind": "policy", **fields})


def signal(id: str, entity: str, type: str, day: date | None, text: str) -> Record:
    fields: dict[str, FieldValue] = {"title": f"关于{entity}的报道", "entity": entity, "type": type, "text": text}
    return Record(id, "signals", {**fields, "day": day, "severity": 3, "score": 0.5})


DOCUMENTS = (
    document(
        "d1",
        "关于规范网络小额贷款业务的通知",
        "各地方金融管理局：网络小额贷款公司应当按照银发〔2026〕4号的要求，不得通过商业银行变相募集资金。违反本办法第十六条的，责令改正。",
        doc_no="金规〔2026〕12号",
        issuers=("国家金融监督管理总局",),
        status="有效",
        published_on=date(2026, 3, 1),
        risk_types=("非法集资",),
    ),
    document(
        "d2",
        "支付机构客户备付金管理办法",
        "支付机构应当将客户备付金集中存放。资金池业务一律禁止。",
        doc_no="银发〔2026〕4号",
        issuers=("中国人民银行",),
        status="有效",
        published_on=date(2026, 1, 15),
    ),
    document(
        "d3",
        "某信托公司行政处罚决定书",
        "因违规开展资金池业务，处以罚款人民币五十万元。",
        kind="penalty",
        doc_no="京金罚决字〔2025〕88号",
        issuers=("国家金融监督管理总局", "北京监管局"),
        published_on=date(2025, 12, 31),
        risk_types=("行政处罚", "资金池"),
    ),
    document(
        "d4",
        "保险销售行为管理办法（2019年修订）",
        "保险公司不得夸大保险责任。ＡＢＣ平台、abc 平台与Ａbc平台同指一家。",
        issuers=("银保监会",),
        status="已废止",
        published_on=date(2019, 5, 1),
    ),
    document("d5", "没有日期的通报", "提现困难的平台名单。", kind="news"),
    document(
        "d6", "關於加強銀行業監管的公告", "銀行業金融機構應當加強風險管理。", kind="news", published_on=date(2026, 3, 1)
    ),
    document("d7", "税务稽查公告", "税。", kind="news", published_on=date(2024, 2, 29)),
)

LAW = "某某资金监督管理条例"

CLAUSES = (
    *(
        clause(
            f"c{number}",
            LAW,
            printed,
            text,
            path=("第二章 防范",),
            document_id="law1",
            ordinal=number,
            published_on=date(2021, 1, 26),
        )
        for number, (printed, text) in enumerate(
            (
                ("第一条", "为了防范资金风险，制定本条例。"),
                ("第二条", "本条例所称资金，是指向不特定对象吸收的款项。"),
                ("第十六条", "任何单位和个人有权举报，对举报属实的给予奖励。"),
                ("第十六条之一", "奖励的标准由主管部门规定。"),
                ("第一百零五条", "本条例自公布之日起施行。"),
            )
        )
    ),
    clause(
        "x16",
        "另外一部办法",
        "第十六条",
        "违反某某资金监督管理条例第十六条规定的，处罚款。",
        published_on=date(2022, 6, 1),
    ),
)

SIGNALS = (
    signal("s1", "钱多多平台", "提现困难", date(2026, 2, 1), "钱多多平台出现提现困难。"),
    signal("s2", "钱多多平台", "失联跑路", date(2026, 2, 3), "钱多多平台负责人失联。"),
    signal("s3", "稳稳财富", "提现困难", None, "稳稳财富兑付延期。"),
)


def all_records() -> Iterator[Record]:
    yield from DOCUMENTS
    yield from CLAUSES
    yield from SIGNALS
