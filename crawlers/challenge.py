"""False pages: answers with status 200 that hold no content of the site. Each is a `ChallengeError` with its kind."""

from __future__ import annotations

import re

from crawlers.body import lines_of
from crawlers.page import Answer
from crawlers.payload import answer_html
from regintel.errors import ChallengeError

_HEAD_BYTES = 65_536
_SMALL = 20_000  # bytes; a real article may mention captchas or maintenance, a false page is little else
_SHORT_TEXT = 400  # characters of visible text
_FEW_LINKS = 5

# what a page's scripts give away, whatever its size → what it is called
_SCRIPTS = (
    (rb"\$_ts\s*=\s*window\[|\$_ts\.cd|\$_ts\.nsd", "瑞数动态脚本验证"),
    (rb"__jsl_clearance|_\$jsl\(", "加速乐脚本验证"),
    (rb"wzws(?:confirm|template|challenge)|/WZWSREL", "网站卫士脚本验证"),
    (rb"cf-challenge|/cdn-cgi/challenge-platform|cf_chl_opt", "Cloudflare 验证"),
    (rb"_Incapsula_Resource|incap_ses_", "Incapsula 验证"),
    (rb"acw_sc__v2|arg1\s*=\s*'[0-9A-F]{40}'", "阿里云脚本验证"),
)
# what a small page says in its text
_WORDS = (
    (r"(?:系统|网站|平台|服务器?)(?:正在|升级)?(?:升级)?维护(?:公告|通知|中)?|under\s+maintenance", "维护公告"),
    (
        r"您的请求(?:可能)?存在威胁|请求已被(?:拦截|阻断)|已被(?:网站管理员|防火墙|安全策略)?拦截|Web应用防火墙",
        "防火墙拦截",
    ),
    (r"访问(?:过于|太)频繁|请求(?:过于|太)频繁|操作(?:过于|太)频繁|访问受限|too many requests", "访问频率限制"),
    (
        r"(?:拖动|滑动|完成).{0,6}(?:滑块|拼图|验证)|请输入验证码|安全验证|人机验证|are you (?:a )?(?:human|robot)",
        "人机验证",
    ),
    (r"just a moment|checking your browser|enable javascript and cookies", "浏览器验证"),
)
_CHALLENGE_STATUS = {412: "动态脚本验证"}


def refuse_false_page(answer: Answer, expected_title: str = "") -> None:
    """Raises `ChallengeError` where the answer is a challenge, a maintenance notice or a firewall's page.

    `expected_title` is what the list called the page: one that prints it is the page, whatever it is about.
    """
    kind = false_page(answer, expected_title)
    if kind:
        raise ChallengeError(
            f"{answer.url} 返回的是{kind}页面，不是网站内容", "请稍后重试；持续出现时需人工在浏览器中核对"
        )


def false_page(answer: Answer, expected_title: str = "") -> str:
    """What kind of false page the answer is, "" for none."""
    head = answer.body[:_HEAD_BYTES]
    if answer.status in _CHALLENGE_STATUS or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _CHALLENGE_STATUS.get(answer.status, "")
    script = next((name for pattern, name in _SCRIPTS if re.search(pattern, head)), "")
    if not script and (len(answer.body) > _SMALL or not _may_say_so(head)):
        return ""
    root = answer_html(answer)
    text = " ".join(lines_of(root))
    # Sites that sit behind such a product carry its scripts on real pages too, so the text must be missing
    if len(text) > _SHORT_TEXT or len(root.xpath("//a[@href]")) > _FEW_LINKS or _prints(expected_title, text):
        return ""
    said = f"{' '.join(root.xpath('//title//text()'))}\n{text}"
    return script or next((name for pattern, name in _WORDS if re.search(pattern, said, re.IGNORECASE)), "")


def _prints(title: str, text: str) -> bool:
    wanted = "".join(title.split())
    return bool(wanted) and wanted in "".join(text.split())


_CHINESE_HINTS = ("维护", "拦截", "威胁", "频繁", "受限", "验证", "阻断", "防火墙")
_HINTS = (
    *(word.encode(charset) for word in _CHINESE_HINTS for charset in ("utf-8", "gb18030")),
    *(b"maintenance", b"too many", b"robot", b"human", b"moment", b"browser", b"javascript and"),
)


def _may_say_so(head: bytes) -> bool:
    lower = head.lower()
    return any(hint in lower for hint in _HINTS)
