from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forge_migrations.drizzle.history.sections import Sections

A = {"name": "a", "columns": {"x": {"name": "x"}, "y": {}}}
B = {"name": "b", "columns": {"}": {"name": '\n    "'}}, "checks": [{"a": 1}]}


def written(*tables: dict[str, object]) -> bytes:
    snapshot = {"id": "1", "tables": {str(one["name"]): one for one in tables}, "enums": {}, "_meta": {"columns": {}}}  # fmt: skip
    return json.dumps(snapshot, indent=2).encode()


def test_a_table_that_two_snapshots_share_is_one_object() -> None:
    sections = Sections()
    first, second = sections.parse(written(A, B)), sections.parse(written(A, {**B, "x": 1}))
    assert first == json.loads(written(A, B))
    assert second == json.loads(written(A, {**B, "x": 1}))
    assert first["tables"]["a"] is second["tables"]["a"]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(json.loads(written(A, B))).encode(),
        written(A, B).replace(b"\n", b"\r\n"),
        json.dumps(json.loads(written(A, B)), indent=4).encode(),
        json.dumps(json.loads(written(A, B)), indent=1).encode(),
        json.dumps([json.loads(written(A, B))], indent=2).encode(),
        written(A, B).replace(b'    "b": {', b'    "b":\n{'),
        b'{\n  "a": [\n    {\n      "x": 1\n    }\n  ]\n}',
        b"[]",
        b"1",
    ],
)
def test_what_is_written_in_another_way(data: bytes) -> None:
    assert Sections().parse(data) == json.loads(data)


@pytest.mark.parametrize("data", [b"", b"{", written(A)[:-9], written(A) + b"\n    }"])
def test_what_is_no_json_stays_none(data: bytes) -> None:
    with pytest.raises(ValueError):
        Sections().parse(data)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='a"\\}{\n\0 '),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(alphabet='a"}{\n\0 '), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(st.lists(VALUES, min_size=1, max_size=3), st.sampled_from([None, 1, 2, 4]))
def test_it_is_what_json_says(values: list[object], indent: int | None) -> None:
    sections = Sections()
    for value in values:
        data = json.dumps(value, indent=indent, ensure_ascii=False).encode()
        assert sections.parse(data) == json.loads(data)
        assert sections.parse(data) == json.loads(data)
