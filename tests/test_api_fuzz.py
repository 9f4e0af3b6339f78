"""Schemathesis over the whole OpenAPI: every operation, every check, against a live server.

By hand, with more cases for each operation: ``python -m tests.test_api_fuzz 200``.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rag.server.api import create_app
from rag.server.fetch import Fetcher
from rag.settings import Settings
from rag.store.encoder import Encoder
from tests.serving import live, opened

CONFIG = Path(__file__).with_name("schemathesis.toml")


def run(folder: Path, encoder: Encoder, cases: int, seconds: int) -> tuple[int, str]:
    """Exit code and report of ``schemathesis run`` with so many fuzzed cases for an operation."""
    nowhere = Fetcher(1_000_000, resolve=lambda *_: [])  # no case may leave the machine
    with opened(folder, encoder) as engine:
        app = create_app(engine, fetcher=nowhere)
        secret, _ = app.state.services.keys.create("fuzz", "admin")
        with live(app) as address:
            command = [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run",
                f"{address}/openapi.json", "--header", f"Authorization: Bearer {secret}",
                "--checks", "all", "--max-examples", str(cases), "--continue-on-failure",
                "--seed", "7", "--no-color",
            ]  # fmt: skip
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=seconds, cwd=folder, check=False
            )
    return done.returncode, done.stdout + done.stderr


def test_no_server_error_and_nothing_undocumented(tmp_path: Path, encoder: Encoder) -> None:
    code, report = run(tmp_path, encoder, cases=1, seconds=180)
    found = re.search(r"(\d+) generated, (\d+) passed", report)
    assert code == 0 and found, report[-6000:]
    assert int(found[1]) == int(found[2]) >= 300


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
        code, report = run(Path(folder), Encoder(Settings(_env_file=None)), number, seconds=3600)
    print(report[-6000:])
    sys.exit(code)
