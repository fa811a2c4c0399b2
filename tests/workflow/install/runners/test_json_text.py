from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies

from forge_migrations.workflow.install.runners.json_text import replaced
from forge_migrations.workflow.install.runners.json_text import value_span
from forge_migrations.workflow.install.runners.json_text import with_member

TEXT = '{\n\t"files": ["a","b"],\n\t"é": 1.0,\n\t"husky": {"hooks": {"x": "é \\"q\\" }"}}\n}\n'
values = strategies.recursive(
    strategies.none() | strategies.integers() | strategies.text(),
    lambda inner: strategies.lists(inner) | strategies.dictionaries(strategies.text(), inner),
    max_leaves=8,
)


def test_only_the_named_value_changes() -> None:
    after = replaced(TEXT, ["husky", "hooks", "x"], "new")
    assert after == TEXT.replace('"é \\"q\\" }"', '"new"')


def test_a_missing_key_has_no_place() -> None:
    assert value_span(TEXT, ["husky", "other"]) is None
    assert value_span(TEXT, ["files", "x"]) is None


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(ValueError):
        value_span("{,}", ["a"])


def test_a_member_is_added_in_the_files_own_indentation() -> None:
    after = with_member('{\n    "a": 1\n}\n', [], "b", {"c": 2})
    assert after == '{\n    "a": 1,\n    "b": {\n        "c": 2\n    }\n}\n'


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("{}", '{\n  "a": {\n    "b": 1\n  }\n}'),
        ('{"x": 1}', '{"x": 1, "a": {"b": 1}}'),
        ('{\n\t"x": 1\n}\n', '{\n\t"x": 1,\n\t"a": {\n\t\t"b": 1\n\t}\n}\n'),
    ],
)
def test_an_object_that_is_missing_on_the_way_is_made(text: str, after: str) -> None:
    assert with_member(text, ["a"], "b", 1) == after


def test_nothing_is_added_to_what_is_no_object() -> None:
    with pytest.raises(ValueError):
        with_member('{"a": []}', ["a"], "b", 1)


# On a busy machine the making of examples is slow, which is no fault of what is tested.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    before=strategies.dictionaries(strategies.text(), values),
    indent=strategies.none() | strategies.just(2),
)
def test_adding_a_member_adds_nothing_else(before: dict[str, object], indent: int | None) -> None:
    text = json.dumps(before, indent=indent, ensure_ascii=False)
    before.pop("ours", None)
    if "ours" not in json.loads(text):
        assert json.loads(with_member(text, [], "ours", "x")) == {**before, "ours": "x"}
