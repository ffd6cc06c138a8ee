"""A small pool of worker processes that can be killed: one that exceeds its time or memory is replaced."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from crawlers.attachments.worker import read_message, write_message
from regintel.errors import ParseError

_ROOT = Path(__file__).resolve().parents[2]
_RECYCLE = 1000
"""Files after which a worker is replaced: native parsers leak a little."""


class _Worker:
    """One child process. Not thread-safe: the pool lends it to one caller at a time."""

    def __init__(self, memory: int) -> None:
        env = {**os.environ, "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONWARNINGS": "ignore"}
        env["PYTHONPATH"] = os.pathsep.join(p for p in (str(_ROOT), env.get("PYTHONPATH", "")) if p)
        # A fresh interpreter, not a fork: safe under Twisted's threads, and without the parent's main module.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "crawlers.attachments.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
        )
        self.served = 0
        self.late = False

    def ask(self, head: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]] | None:
        """The answer, or None where the process died or was killed for being late (`late`)."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            write_message(cast(BinaryIO, self._process.stdin), head, [data])
            reply = read_message(cast(BinaryIO, self._process.stdout))
        except (OSError, EOFError, ValueError):
            reply = None
        finally:
            timer.cancel()
        self.served += 1
        return None if self.late else reply

    def _expire(self) -> None:
        self.late = True
        self._process.kill()

    def close(self) -> None:
        """Ends the process; never waits for its work."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                cast(BinaryIO, stream).close()


@dataclass(slots=True)
class Pool:
    """At most `size` processes with `memory` bytes of address space each, started when first needed."""

    size: int
    memory: int
    _idle: list[_Worker] = field(default_factory=list)
    _lent: set[_Worker] = field(default_factory=set)
    _slots: threading.Semaphore = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._slots = threading.Semaphore(self.size)

    def ask(self, head: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], list[bytes]]:
        """Answers from any thread; waits for a free worker. Raises `ParseError` for a late, dead or refusing one."""
        with self._slots:
            worker = self._take()
            reply = None
            try:
                reply = worker.ask(head, data, seconds)
            finally:
                self._give(worker, spent=reply is None or "spent" in reply[0] or worker.served >= _RECYCLE)
        if reply is None:
            raise _failure(str(head["name"]), worker.late, seconds)
        if "error" in reply[0]:
            raise ParseError(*reply[0]["error"])
        return reply

    def close(self) -> None:
        """Ends all processes, those at work too; their callers get a `ParseError`."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._lent]
            self._idle.clear()
        for worker in workers:
            worker.close()

    def _take(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise ParseError("文件解析进程已关闭", "请重新创建 Extractor")
            worker = self._idle.pop() if self._idle else _Worker(self.memory)
            self._lent.add(worker)
            return worker

    def _give(self, worker: _Worker, spent: bool) -> None:
        with self._lock:
            self._lent.discard(worker)
            keep = not spent and not self._closed
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.close()


def _failure(name: str, late: bool, seconds: float) -> ParseError:
    if late:
        return ParseError(f"{name}：解析超过 {seconds:g} 秒，已中止", "请检查文件是否正常，或提高时间上限")
    return ParseError(f"{name}：解析进程异常退出", "文件可能已损坏或过大，请重新下载或提高内存上限")
