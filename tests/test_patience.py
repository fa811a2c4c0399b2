"""How long a team waits for a migration, as its policy says it."""

from __future__ import annotations

import pytest

from forge_migrations.config import Policy
from forge_migrations.findings import UsageError
from forge_migrations.patience import Patience
from forge_migrations.patience import patience_of


def test_without_a_word_a_second_is_nothing_and_nothing_is_refused() -> None:
    assert Policy().patience == Patience(1.0, None, ("production",))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("500ms", 0.5), ("1.5 s", 1.5), ("2min", 120), ("1h", 3600), (3, 3), (0, 0)],
)
def test_a_time_is_a_number_with_its_unit_or_seconds(said: object, seconds: float) -> None:
    assert patience_of({"patience": said}).silent == seconds


@pytest.mark.parametrize("said", ["soon", "1 day", "-1s", True, -1, None, [], "s", "1e999s"])
def test_what_is_no_time_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match="is no time"):
        patience_of({"refuse_over": said})


def test_what_is_refused_is_never_left_untold() -> None:
    with pytest.raises(ValueError, match="refuse_over is less than patience"):
        patience_of({"patience": "10s", "refuse_over": "5s"})


def test_environments_are_names_and_no_paths() -> None:
    assert patience_of({"environments": ["eu", "us"]}).environments == ("eu", "us")
    for said in ([], "eu", ["../eu"], [1], [""]):
        with pytest.raises(ValueError, match="is no list of names"):
            patience_of({"environments": said})


def test_the_policy_refuses_a_key_of_the_table_that_there_is_none_of() -> None:
    with pytest.raises(UsageError, match=r"'patiense' is no key of \[production\]") as error:
        Policy.parse(b'[production]\npatiense = "1s"\n')
    assert error.value.remedy == "write 'patience'"
    with pytest.raises(UsageError, match=r"\[production\] patience = 'soon' is no time"):
        Policy.parse(b'[production]\npatience = "soon"\n')


def test_the_first_policy_that_says_it_counts() -> None:
    below = Policy({"production": {"patience": "5s"}})
    assert below.below(Policy()).patience.silent == 5
    assert below.below(Policy({"production": {"patience": "2s"}})).patience.silent == 2
    assert below.on_branch("main").patience.silent == 5
