from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.compiled import ROOT

PACKAGE = Path(forge_migrations.__file__).parent
SAYS = """
import sys
sys.argv = ["forge-migrations", "rules", "drop-table"]
from forge_migrations.entry import main
from forge_migrations.compiled import keep_bundle
main()
keep_bundle()
ours = {n: m for n, m in sys.modules.items() if n.startswith("forge_migrations")}
print()
print("bundled", *(n for n, m in ours.items() if type(m.__spec__.loader).__name__ == "_Loader"))
print("alone", *(n for n, m in ours.items() if type(m.__spec__.loader).__name__ != "_Loader"))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The package, as if pip had put it there."""
    to = tmp_path / "site"
    shutil.copytree(PACKAGE, to / "forge_migrations", ignore=shutil.ignore_patterns("__pycache__"))
    return to


def run(site: Path, **env: str) -> tuple[set[str], set[str]]:
    """The modules that came from the bundle, and those that Python's own loader brought."""
    told = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    ran = subprocess.run(
        [sys.executable, "-c", SAYS],
        env={**told, "PYTHONPATH": str(site), **env},
        capture_output=True,
        text=True,
        check=True,
    )
    bundled, alone = ran.stdout.splitlines()[-2:]
    assert "drop-table" in ran.stdout, ran.stdout
    return {*bundled.split()[1:]}, {*alone.split()[1:]}


def bundles(site: Path) -> list[Path]:
    return [*site.rglob("modules.*")]


def test_the_second_run_reads_its_modules_from_one_file(installed: Path) -> None:
    first = run(installed)
    assert first[0] == set() and len(bundles(installed)) == 1
    second = run(installed)
    assert second[0] | second[1] == first[1]
    # What was imported before the bundle is opened: what an idle commit needs.
    assert all(not name.count(".") or ".c" in name or ".entry" in name for name in second[1])
    assert len(second[1]) < 12 < len(second[0])


def test_a_run_whose_modules_are_all_there_writes_nothing(installed: Path) -> None:
    run(installed)
    before = bundles(installed)[0].stat()
    run(installed)
    after = bundles(installed)[0].stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_module_that_changed_is_read_anew_and_kept(installed: Path) -> None:
    run(installed)
    cli = installed / "forge_migrations" / "cli.py"
    cli.write_text(cli.read_text(encoding="utf-8") + "\nCHANGED = True\n", encoding="utf-8")
    bundled, alone = run(installed)
    assert "forge_migrations.cli" in alone and len(bundled) > 12
    assert "forge_migrations.cli" in run(installed)[0]


def test_a_bundle_that_moved_with_the_package_counts_for_nothing(installed: Path) -> None:
    """What it says of a module's file would be said of another's."""
    run(installed)
    moved = installed.rename(installed.with_name("elsewhere"))
    assert run(moved)[0] == set()
    assert run(moved)[0] != set()


@pytest.mark.parametrize(
    "broken", [b"", b"no bundle", b"\xff" * 64, b"\x08" + bytes(7) + b"((((((((", "cut"]
)
def test_a_broken_bundle_counts_for_nothing_and_is_written_anew(
    installed: Path, broken: bytes | str
) -> None:
    run(installed)
    path = bundles(installed)[0]
    path.write_bytes(path.read_bytes()[:100] if isinstance(broken, str) else broken)
    assert run(installed)[0] == set()
    assert run(installed)[0] != set()


def test_where_python_keeps_nothing_no_bundle_is_kept(installed: Path, tmp_path: Path) -> None:
    assert run(installed, PYTHONDONTWRITEBYTECODE="1")[0] == set()
    assert not bundles(installed)
    away = tmp_path / "away"
    run(installed, PYTHONPYCACHEPREFIX=str(away))
    assert not bundles(installed) and len(bundles(away)) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_is_not_ours_is_left_alone(installed: Path) -> None:
    folder = installed / "forge_migrations" / "__pycache__"
    run(installed)
    bundles(installed)[0].unlink()
    folder.chmod(0o555)
    try:
        assert run(installed)[0] == set() and not bundles(installed)
    finally:
        folder.chmod(0o755)


def test_nothing_is_left_of_a_bundle_that_cannot_be_put_in_place(installed: Path) -> None:
    run(installed)
    path = bundles(installed)[0]
    path.unlink()
    (path / "taken").mkdir(parents=True)
    run(installed)
    assert [*path.parent.glob(path.name + "*")] == [path]


def test_a_traceback_shows_the_line_of_a_bundled_module(installed: Path) -> None:
    run(installed)
    code = SAYS.replace(
        "keep_bundle()\n", "from forge_migrations.config import Policy; Policy({'x': 1})\n", 1
    )
    code = code.replace("main()\n", "", 1).replace(
        "keep_bundle\n", "open_bundle\nopen_bundle()\n", 1
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f'{installed / "forge_migrations" / "config.py"}", line ' in ran.stderr
    assert "_refuse_unknown(" in ran.stderr


def test_the_root_is_the_package() -> None:
    assert Path(ROOT) == PACKAGE
