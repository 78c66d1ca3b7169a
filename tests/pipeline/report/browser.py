"""Runs Chromium without a window on a local file: its picture, or the document after scripts ran."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

from tests.browsers import chromium_path

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


def run(page: Path, profile: Path, *flags: str) -> str:
    """Opens the page with a new profile and gives what Chromium printed. Raises where it fails or hangs."""
    command = [chromium_path(), *FLAGS, f"--user-data-dir={profile}", *flags, page.as_uri()]
    return subprocess.run(
        command, check=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ).stdout


def picture(path: Path) -> tuple[int, int, list[bytes]]:
    """Width, height and rows (as stored, each with its filter byte) of an RGB or RGBA PNG of 8 bits a channel."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, packed, width, height, channels = 8, b"", 0, 0, 0
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        content = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", content[:10])
            channels = {2: 3, 6: 4}[colour]
            assert depth == 8
        elif kind == b"IDAT":
            packed += content
        at += 12 + length
    raw = zlib.decompress(packed)
    stride = 1 + width * channels
    return width, height, [raw[y * stride : (y + 1) * stride] for y in range(height)]
