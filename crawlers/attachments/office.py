"""Old binary formats through LibreOffice, where it is installed: DOC, WPS, RTF → DOCX; XLS, ET → XLSX."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from regintel.errors import ParseError

_PROGRAMS = ("soffice", "libreoffice")


def find_office() -> str:
    """Path of LibreOffice's program, "" where it is not installed."""
    return next((path for p in _PROGRAMS if (path := shutil.which(p))), "")


def convert(program: str, data: bytes, name: str, suffix: str, target: str, seconds: float) -> bytes:
    """`data` (a `suffix` file) as a `target` file. Raises `ParseError` where LibreOffice fails or takes too long.

    Each call has a profile of its own: two instances with one profile refuse to run side by side.
    """
    with tempfile.TemporaryDirectory(prefix="regintel-office-") as folder:
        source = Path(folder, f"input{suffix}")
        source.write_bytes(data)
        command = [program, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", target, "--outdir", folder, str(source)]
        process = subprocess.Popen(  # noqa: S603 - a fixed program, our own file name
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ParseError(f"{name}：LibreOffice 转换超过 {seconds:g} 秒，已中止", "请检查文件是否正常") from error
        finally:
            _end(process)
        result = Path(folder, f"input.{target}")
        if not result.is_file():
            raise ParseError(f"{name}：LibreOffice 无法转换该文件", "文件可能已损坏，请重新下载或另存为新格式")
        return result.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    # soffice is a script that starts soffice.bin: the whole group goes.
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError, AttributeError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
