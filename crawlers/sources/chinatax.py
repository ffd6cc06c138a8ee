"""国家税务总局's library of rules (fgk.chinatax.gov.cn), as of 2026-08: known, and not crawled.

`POST https://www.chinatax.gov.cn/getFileListByCodeId` needs a channel id from the page and a cookie `C3VK` that the
page's script sets for five minutes; the host speaks old TLS ciphers only.
"""

from __future__ import annotations

from crawlers.source import Blocked

BLOCKED = (
    Blocked(
        id="chinatax_fgk",
        name="国家税务总局政策法规库",
        home="https://fgk.chinatax.gov.cn/",
        reason="须执行页面脚本取得五分钟内有效的 Cookie，且只支持已淘汰的 TLS 加密套件，暂不自动采集",
    ),
)
