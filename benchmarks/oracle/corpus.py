"""The engines' own regression files as plain SQL. Their text is read where it lies and kept nowhere."""

from __future__ import annotations

import re
from pathlib import Path

_SET_PATH = re.compile(r"^\\set\s+(\w+)\s+:abs_srcdir\s+'([^']*)'")
_COPY_DATA = re.compile(r"^\s*copy\b.*\bfrom\s+stdin\b.*;", re.IGNORECASE)
_META = re.compile(r"\\g\w*\b.*$")
_CALLS = re.compile(
    r"\b(?:execsql|catchsql|db\s+eval|do_(?:execsql|catchsql)_test\s+\S+(?:\s+-db\s+\S+)?)\s*\{"
)
_MTR = re.compile(
    r"^(?:let|eval|echo|if|while|inc|dec|connect|connection|disconnect|source|sleep|exec|skip|die|"
    r"reap|send|send_eval|delimiter|sorted_result|vertical_results|horizontal_results|enable_\w+|"
    r"disable_\w+|query_\w+|perl|write_file|append_file|remove_file|copy_file|move_file|error|"
    r"replace_\w+|save_master_pos|sync_\w+|wait_\w+|shutdown_server|result_format|lowercase_result|"
    r"cat_file|mkdir|rmdir|list_files\w*|file_exists|chmod|diff_files|change_user|ping|dirty_close|"
    r"character_set|require|exit|end)\b",
    re.IGNORECASE,
)


def postgres(path: Path) -> str:
    """psql's commands and the rows behind COPY … FROM stdin taken out, its file names put in."""
    names: dict[str, str] = {}
    lines: list[str] = []
    data = False
    for line in path.read_text("utf-8", "replace").splitlines():
        if data:
            data = line.strip() != "\\."
            continue
        said = _SET_PATH.match(line)
        if said:
            names[said[1]] = f"{path.parent.parent}{said[2]}"
        if line.startswith("\\"):
            continue
        if _COPY_DATA.match(line):
            data = True
            continue
        for name, value in names.items():
            line = line.replace(f":'{name}'", f"'{value}'")
        lines.append(_META.sub(";", line))
    return "\n".join(lines)


def sqlite(path: Path) -> str:
    """The braces behind execsql and its like, but those in which Tcl puts something."""
    text = path.read_text("latin-1")
    found: list[str] = []
    for call in _CALLS.finditer(text):
        depth, at = 1, call.end()
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        body = text[call.end() : at - 1].strip()
        if "$" not in body and "[" not in body:
            found.append(body.rstrip(";") + ";")
    return "\n".join(found)


def mysql(path: Path) -> str:
    """mysqltest's own commands taken out; a file that changes its delimiter is cut there."""
    kept: list[str] = []
    inside = False
    for line in path.read_text("utf-8", "replace").splitlines():
        bare = line.strip()
        if re.match(r"(?:--\s*)?delimiter\b", bare, re.IGNORECASE):
            break
        if not inside and (bare.startswith(("--", "#", "}", "{")) or not bare):
            continue
        if not inside and _MTR.match(bare):
            inside = not bare.endswith((";", "{"))
            if inside:
                kept.append("DO 0 /* " if "*/" not in bare else "DO 0")
                inside = False
            continue
        kept.append(line)
    return "\n".join(kept).replace("DO 0 /* ", "")
