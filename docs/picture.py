"""Draws docs/demo.svg: what ``socopt demo region/west-1`` really prints on a terminal of 100 columns.

.venv/bin/python docs/picture.py
"""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

WIDTH = 100
CALM = TerminalTheme(
    (250, 250, 248),
    (38, 41, 46),
    [
        (38, 41, 46),
        (178, 34, 52),
        (24, 121, 78),
        (156, 100, 8),
        (31, 90, 160),
        (120, 70, 150),
        (16, 116, 128),
        (110, 116, 124),
    ],
)


def terminal_output(command: list[str]) -> str:
    """What a command prints when its output is a terminal; progress on stderr is left out."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "COLUMNS": str(WIDTH),
        "LINES": "80",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunk = os.read(ours, 65_536)
        except OSError:  # the terminal's other end is closed
            break
        if not chunk:
            break
        chunks.append(chunk)
    if process.wait():
        sys.exit(f"{' '.join(command)} failed")
    return b"".join(chunks).decode().replace("\r\n", "\n")


def main() -> None:
    """Run the demo and draw what it printed."""
    printed = terminal_output([str(Path(sys.executable).parent / "socopt"), "demo", "region/west-1"])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi("$ socopt demo region/west-1\n" + printed))
    drawn = console.export_svg(title="socopt demo region/west-1", theme=CALM, unique_id="demo")
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL).replace("Fira Code", "DejaVu Sans Mono")
    (Path(__file__).parent / "demo.svg").write_text(re.sub(r"\n\s*\n+", "\n", drawn), encoding="utf-8")


if __name__ == "__main__":
    main()
