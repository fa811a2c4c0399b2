"""The rules, in the order in which they are listed: one line for each, the name of its module.

Importing this imports none of them: a migration is judged by those that `when_asked` tells of what it does.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.rules.judging.rule import Rule

RULES: tuple[Rule, ...]
"""All of them; imported when somebody asks for it."""

NAMES = (
    "drop_table",
    "drop_table_cascade",
    "drop_column",
    "drop_and_add_column",
    "drop_schema",
    "truncate_table",
    "delete_without_where",
    "update_without_where",
    "drop_type_cascade",
    "drop_attribute",
    "drop_partition",
    "replace_rows",
    "add_cascade",
    "alter_ignore",
    "rule_discards_writes",
    "trigger_discards_writes",
    "shadowing_table",
    "dynamic_sql",
    "drop_migrations_table",
    "set_unlogged",
    "drop_owned",
    "lossy_cast",
    "rebuild_deletes_children",
    "rebuild_drops_column",
    "rebuild_selects_new_column",
    "rebuild_copies_part",
    "replay_loses_rows",
    "modify_drops_attributes",
    "implicit_default",
    "opaque_statement",
    "create_index_blocking",
    "drop_index_blocking",
    "replace_index",
    "rebuild_storage",
    "add_foreign_key_validating",
    "several_foreign_keys",
    "add_check_validating",
    "add_unique_blocking",
    "set_not_null_scan",
    "backfill_in_migration",
    "statements_after_exclusive_lock",
    "validate_in_same_transaction",
    "attach_or_detach_partition",
    "refresh_view_blocking",
    "explicit_lock",
    "trigger_lock",
    "missing_lock_timeout",
    "change_collation",
    "volatile_default",
    "add_serial_column",
    "stored_generated_column",
    "change_column_type",
    "move_storage",
    "reorder_enum",
    "rebuild_table",
    "expression_default",
    "add_required_column",
    "set_not_null",
    "add_unique",
    "add_constraint",
    "uncastable_type",
    "narrow_type",
    "remove_enum_value",
    "used_by_view",
    "used_by_object",
    "sqlite_add_column",
    "sqlite_drop_column",
    "rebuild_fails",
    "replay_fails",
    "rewind_sequence",
    "libsql_alter_unvalidated",
    "drop_index_of_foreign_key",
    "placeholder",
    "rename_column",
    "rename_table",
    "rename_object",
    "drop_object",
    "replace_view",
    "drop_default",
    "takes_no_values",
    "drop_not_null",
    "drop_primary_key",
    "revoke_access",
    "rebuild_drops_trigger",
    "new_required_for_old_code",
    "concurrently_in_transaction",
    "not_in_transaction",
    "enum_value_used_too_early",
    "transaction_control",
    "search_path",
    "partial_apply",
    "foreign_keys_pragma",
    "already_exists",
    "does_not_exist",
    "conflict_target",
    "missing_breakpoint",
    "empty_statement",
    "fractional_seconds",
    "default_without_brackets",
    "key_without_length",
    "auto_increment_without_key",
    "if_exists_unsupported",
    "text_for_a_name",
    "malformed_foreign_key",
    "breakpoint_in_literal",
    "identifier_too_long",
    "foreign_key_without_index",
    "foreign_key_type",
    "no_primary_key",
    "discouraged_type",
    "redundant_index",
    "insert_without_columns",
    "storage_engine",
    "concurrently_if_not_exists",
    "drop_constraint",
    "duplicate_assignment",
    "libsql_type_not_converted",
    "rebuild_loses_autoincrement",
    "swallowed_duplicate",
    "weaken_row_security",
    "broad_grant",
    "bypass_constraints",
    "unrestored_protection",
    "prefer_bigint_over_int",
    "prefer_bigint_over_smallint",
    "prefer_identity",
    "prefer_text_field",
    "prefer_timestamptz",
    "ban_char_field",
    "prefer_robust_stmts",
    "ban_create_domain_with_constraint",
    "ban_alter_domain_with_add_constraint",
    "require_enum_value_ordering",
    "require_statement_timeout",
    "require_table_schema",
    "foreign_keys_disallowed",
    "no_unique_key",
    "unique_without_shard_key",
    "engine_lacks",
    "ddl_commits_itself",
)


def id_of(name: str) -> str:
    """The id of a module's rule, which is its name with hyphens."""
    return name.replace("_", "-")


@cache
def named(name: str) -> Rule:
    """The rule of a module, which is imported."""
    rule: Rule = import_module(f"forge_migrations.rules.{name}").RULE
    return rule


def __getattr__(name: str) -> tuple[Rule, ...]:
    if name != "RULES":
        raise AttributeError(name)
    return tuple(map(named, NAMES))
