"""A real Elasticsearch on a developer's machine, from the vendor's artifacts on Maven Central. Standard library only.

    python tools/elasticsearch/server.py start [--nodes 3]     fetch, start, wait, print REGINTEL_INDEX_URL
    python tools/elasticsearch/server.py stop                  end it by its process id

Every start has a home of its own (data, log and pid inside) and free ports, so that several can run on one machine.
ES_VERSION picks the version (default 8.19.21, Java 17; 9.x needs Java 21 or newer).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT_VERSION = "8.19.21"
DEFAULT_HOME = HERE.parents[1] / "build" / "elasticsearch"
PATIENCE = 90.0
_LOOPBACK = "127.0.0.1"
_MODULE = re.compile(r"^(netty-|transport-netty4-|elasticsearch-ssl-config-)")


class ServerError(Exception):
    """Why there is no server, in Chinese, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Running:
    """A started server. `urls[i]` and `pids[i]` belong to the same node."""

    home: Path
    urls: tuple[str, ...]
    pids: tuple[int, ...]

    @property
    def url(self) -> str:
        """The first node's address."""
        return self.urls[0]


def find_java(version: str) -> tuple[Path, Path]:
    """`java` and `javac` that can run this Elasticsearch. Raises `ServerError` naming the package to install."""
    least = 21 if int(version.split(".", maxsplit=1)[0]) >= 9 else 17
    candidates = [Path(os.environ["JAVA_HOME"]) / "bin"] if os.environ.get("JAVA_HOME") else []
    if on_path := shutil.which("javac"):
        candidates.append(Path(on_path).resolve().parent)
    candidates += sorted(Path("/usr/lib/jvm").glob("*/bin"))
    for folder in candidates:
        java, javac = folder / "java", folder / "javac"
        if java.exists() and javac.exists() and _major(java) >= least:
            return java, javac
    package = "openjdk-17-jdk-headless" if least == 17 else "openjdk-21-jdk-headless"
    raise ServerError(f"Elasticsearch {version} 需要 Java {least} 或更高版本（含 javac）：apt-get install {package}")


def _major(java: Path) -> int:
    printed = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version "(\d+)', printed)
    return int(match[1]) if match else 0


def prepare(version: str = "") -> Path:
    """Fetch the jars and compile the launcher, once a version. The folder with `jars/` and `classes/`."""
    version = version or os.environ.get("ES_VERSION") or DEFAULT_VERSION
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "regintel" / "elasticsearch"
    recipe = hashlib.sha256((HERE / "Launcher.java").read_bytes() + (HERE / "pom.xml").read_bytes()).hexdigest()
    ready = cache / f"{version}-{recipe[:8]}"
    if (ready / "classes" / "Launcher.class").exists():
        return ready
    _, javac = find_java(version)
    if not shutil.which("mvn"):
        raise ServerError("取得 Elasticsearch 需要 Maven：apt-get install maven")
    cache.mkdir(parents=True, exist_ok=True)
    # Beside and then renamed, for another run may be doing the same.
    with tempfile.TemporaryDirectory(dir=cache) as temporary:
        build = Path(temporary) / "build"
        pom = shutil.copy(HERE / "pom.xml", temporary)
        fetch = ["mvn", "-q", "-B", "-f", pom, f"-Delasticsearch.version={version}", "dependency:copy-dependencies"]
        _call([*fetch, f"-DoutputDirectory={build / 'jars'}"], f"从 Maven Central 取 Elasticsearch {version} 失败")
        compile_ = [javac, "-cp", f"{build / 'jars'}/*", "-d", build / "classes", HERE / "Launcher.java"]
        _call([str(part) for part in compile_], "编译启动程序失败")
        try:
            build.rename(ready)
        except OSError:
            if not (ready / "classes" / "Launcher.class").exists():
                raise
    return ready


def _call(command: list[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ServerError(f"{failure}：{(done.stdout + done.stderr).strip()[-600:]}")


def start(home: Path, *, nodes: int = 1, version: str = "", heap: str = "", tied: bool = False) -> Running:
    """Start a server with data under `home` and wait until it answers.

    `tied`: end when this process ends. Raises `ServerError` where something already runs there, or nothing comes up.
    """
    version = version or os.environ.get("ES_VERSION") or DEFAULT_VERSION
    if any(_alive(pid, home) for pid in _pids(home)):
        raise ServerError(f"{home} 里的 Elasticsearch 还在运行：先运行 make es-stop")
    ready = prepare(version)
    java, _ = find_java(version)
    ports = _free_ports(2 * nodes)
    http, transport = ports[:nodes], ports[nodes:]
    pids = []
    for number in range(nodes):
        node = home / f"node-{number}"
        _lay_out(node, ready, version)
        settings = {
            "node.name": f"node-{number}",
            "cluster.name": f"regintel-{http[0]}",
            "network.host": _LOOPBACK,
            "http.port": http[number],
            "transport.port": transport[number],
            "path.repo": home / "snapshots",
            # A developer's disk is often nearly full; the watermarks would make indices read-only.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        if nodes == 1:
            settings["discovery.type"] = "single-node"
        else:
            settings["discovery.seed_hosts"] = ",".join(f"{_LOOPBACK}:{port}" for port in transport)
            settings["cluster.initial_master_nodes"] = ",".join(f"node-{n}" for n in range(nodes))
        pids.append(_launch(java, ready, node, settings, heap or ("1g" if nodes == 1 else "512m"), tied=tied))
    running = Running(home, tuple(f"http://{_LOOPBACK}:{port}" for port in http), tuple(pids))
    (home / "pids").write_text("\n".join(map(str, pids)) + "\n", encoding="ascii")
    (home / "url").write_text(running.url + "\n", encoding="ascii")
    try:
        _wait(running, nodes)
    except BaseException:
        stop(home)
        raise
    return running


def _lay_out(node: Path, ready: Path, version: str) -> None:
    """The folders that a node expects under its home."""
    for name in ("config", "plugins", "data", "logs", "lib"):
        (node / name).mkdir(parents=True, exist_ok=True)
    module = node / "modules" / "transport-netty4"
    module.mkdir(parents=True, exist_ok=True)
    for jar in (ready / "jars").glob("*.jar"):
        if _MODULE.match(jar.name) and not (module / jar.name).exists():
            shutil.copy(jar, module)
    (module / "plugin-descriptor.properties").write_text(
        f"description=HTTP and transport\nversion={version}\nelasticsearch.version={version}\nname=transport-netty4\n"
        "classname=org.elasticsearch.transport.netty4.Netty4Plugin\njava.version=17\n",
        encoding="ascii",
    )


def _launch(java: Path, ready: Path, node: Path, settings: dict[str, object], heap: str, *, tied: bool) -> int:
    jars = [str(jar) for jar in sorted((ready / "jars").glob("*.jar")) if not _MODULE.match(jar.name)]
    path = os.pathsep.join([str(ready / "classes"), *jars])
    options = [f"-Xms{heap}", f"-Xmx{heap}", "-Dlog4j2.formatMsgNoLookups=true", f"-Djava.io.tmpdir={node / 'data'}"]
    arguments = [str(node), *(f"{name}={value}" for name, value in settings.items())]
    environment = os.environ | {"ELASTICSEARCH_PARENT": str(os.getpid()) if tied else ""}
    with (node / "logs" / "console.log").open("wb") as log:
        process = subprocess.Popen(
            [java, *options, "-cp", path, "Launcher", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
    _children[process.pid] = process
    return process.pid


_children: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this one started, so that `stop` can reap them."""


def _wait(running: Running, nodes: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for pid, url in zip(running.pids, running.urls, strict=True):
            if not _alive(pid, running.home):
                console = running.home / f"node-{running.urls.index(url)}" / "logs" / "console.log"
                tail = console.read_text(encoding="utf-8", errors="replace").strip()[-600:]
                raise ServerError(f"Elasticsearch 没有启动（日志 {console}）：{tail}")
        health = _health(running.url)
        if health.get("status") in ("green", "yellow") and health.get("number_of_nodes") == nodes:
            return
        time.sleep(0.2)
    raise ServerError(f"Elasticsearch 在 {PATIENCE:.0f} 秒内没有应答（日志在 {running.home}）")


def _health(url: str) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{url}/_cluster/health", timeout=5) as reply:
            found = json.load(reply)
            return found if isinstance(found, dict) else {}
    except (OSError, ValueError, urllib.error.URLError):
        return {}


def stop(home: Path) -> int:
    """End what runs under `home`, by its process ids; how many were ended."""
    ended = 0
    pids = [pid for pid in _pids(home) if _alive(pid, home)]
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
        ended += 1
    deadline = time.monotonic() + 20
    while pids and time.monotonic() < deadline:
        pids = [pid for pid in pids if _alive(pid, home)]
        time.sleep(0.1)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for name in ("pids", "url"):
        (home / name).unlink(missing_ok=True)
    for pid in list(_children):
        if not _alive(pid, home):
            _children.pop(pid).wait()
    return ended


def _pids(home: Path) -> list[int]:
    try:
        return [int(line) for line in (home / "pids").read_text(encoding="ascii").split()]
    except (FileNotFoundError, ValueError):
        return []


def _alive(pid: int, home: Path) -> bool:
    """Whether this process runs and is ours: a process id may have been given to another since."""
    if child := _children.get(pid):
        return child.poll() is None
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        command = subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False
        ).stdout.split()
    return any(part.startswith(f"{home}{os.sep}".encode()) for part in command)


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((_LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def main() -> int:
    parser = argparse.ArgumentParser(description="A real Elasticsearch for development and tests")
    parser.add_argument("action", choices=("start", "stop", "prepare"))
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME)
    parser.add_argument("--nodes", type=int, default=1)
    parser.add_argument("--heap", default="")
    arguments = parser.parse_args()
    home = arguments.home.resolve()
    try:
        if arguments.action == "prepare":
            print(prepare())
        elif arguments.action == "stop":
            print(f"已停止 {stop(home)} 个 Elasticsearch 进程")
        else:
            print(f"正在准备 Elasticsearch {os.environ.get('ES_VERSION') or DEFAULT_VERSION} …", file=sys.stderr)
            running = start(home, nodes=arguments.nodes, heap=arguments.heap)
            print(f"REGINTEL_INDEX_URL={','.join(running.urls)}")
    except ServerError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
