from __future__ import annotations

import pytest

from crawlers.attachments.quality import is_garbage

SENTENCE = (
    "为了规范银行业金融机构的经营行为，防范和化解金融风险，保护存款人和其他客户的合法权益，根据有关法律制定本办法。"
)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "為了規範金融機構的經營行為，防範及化解金融風險，保障存款人及其他客戶的合法權益，特制定本辦法，自公布日施行。",
        "The Authority today published a consultation paper on the resolution of banks." * 5,
        "1 234 567.89 -0.5% 2026-01-31",
        "",
    ],
)
def test_real_text_is_no_garbage(text: str) -> None:
    assert not is_garbage(text)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE.encode("gb18030").decode("latin-1"),
        SENTENCE.encode("utf-8").decode("gb18030", "replace"),
        "".join(chr(0xE000 + ord(c) % 4000) for c in SENTENCE),
        "".join(chr(0x4E00 + (ord(c) * 7919) % 20000) for c in SENTENCE),
        "\ufffd" * 40,
        "".join(chr(ord(c) - 29) if c.isalpha() else c for c in "supervisory notice").replace(" ", "") * 20,
    ],
)
def test_nonsense_is_told(text: str) -> None:
    assert is_garbage(text)
