"""`python -m crawlers.sample_site [PORT]`: serves the sample site until interrupted (default port 9100)."""

from __future__ import annotations

import argparse

from crawlers.sample_site.server import make_server


def main() -> None:
    """Serve by hand; prints the address."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.sample_site", description="启动示例站点（内容均为虚构）")
    parser.add_argument("port", type=int, nargs="?", default=9100, help="端口，默认 9100；0 表示任选空闲端口")
    server = make_server(parser.parse_args().port)
    print(f"示例站点：http://127.0.0.1:{server.server_port}/  （Ctrl+C 结束）", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


if __name__ == "__main__":
    main()
