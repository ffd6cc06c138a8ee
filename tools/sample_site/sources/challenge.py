"""Hosts that are no sources: a script challenge and a maintenance notice, both with status 200."""

from __future__ import annotations

from tools.sample_site.markup import html_page
from tools.sample_site.site import JSON, Site


def build(site: Site) -> None:
    host = "www.creditchina.gov.cn"
    site.robots(host)
    site.add(host, "/private-api/*", {"status": 40001, "message": "请求非法", "data": None}, JSON)
    script = 'var wzwschallenge="RANDOMSTR8251";var wzwschallengex="STRRANDOM8251";document.cookie="wzws_sessionid=1";location.reload();'
    site.add(
        host,
        "/*",
        html_page(
            "",
            f'<script type="text/javascript">{script}</script><noscript>Please enable JavaScript and refresh the page.</noscript>',
        ),
    )
    host = "www.sac.net.cn"
    site.robots(host)
    site.add(host, "/*", html_page("系统维护", "<h1>系统维护公告</h1><p>网站正在升级维护，暂停访问，请稍后再试。</p>"))
