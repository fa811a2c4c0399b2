"""The rules, in the order in which they are listed: an explicit tuple, one line for each."""

from __future__ import annotations

from forge_migrations.rules import add_cascade
from forge_migrations.rules import add_check_validating
from forge_migrations.rules import add_constraint
from forge_migrations.rules import add_foreign_key_validating
from forge_migrations.rules import add_required_column
from forge_migrations.rules import add_serial_column
from forge_migrations.rules import add_unique
from forge_migrations.rules import add_unique_blocking
from forge_migrations.rules import already_exists
from forge_migrations.rules import alter_ignore
from forge_migrations.rules import attach_or_detach_partition
from forge_migrations.rules import auto_increment_without_key
from forge_migrations.rules import backfill_in_migration
from forge_migrations.rules import ban_alter_domain_with_add_constraint
from forge_migrations.rules import ban_char_field
from forge_migrations.rules import ban_create_domain_with_constraint
from forge_migrations.rules import breakpoint_in_literal
from forge_migrations.rules import broad_grant
from forge_migrations.rules import bypass_constraints
from forge_migrations.rules import change_collation
from forge_migrations.rules import change_column_type
from forge_migrations.rules import concurrently_if_not_exists
from forge_migrations.rules import concurrently_in_transaction
from forge_migrations.rules import conflict_target
from forge_migrations.rules import create_index_blocking
from forge_migrations.rules import ddl_commits_itself
from forge_migrations.rules import default_without_brackets
from forge_migrations.rules import delete_without_where
from forge_migrations.rules import discouraged_type
from forge_migrations.rules import does_not_exist
from forge_migrations.rules import drop_and_add_column
from forge_migrations.rules import drop_attribute
from forge_migrations.rules import drop_column
from forge_migrations.rules import drop_constraint
from forge_migrations.rules import drop_default
from forge_migrations.rules import drop_index_blocking
from forge_migrations.rules import drop_index_of_foreign_key
from forge_migrations.rules import drop_migrations_table
from forge_migrations.rules import drop_not_null
from forge_migrations.rules import drop_object
from forge_migrations.rules import drop_owned
from forge_migrations.rules import drop_partition
from forge_migrations.rules import drop_primary_key
from forge_migrations.rules import drop_schema
from forge_migrations.rules import drop_table
from forge_migrations.rules import drop_table_cascade
from forge_migrations.rules import drop_type_cascade
from forge_migrations.rules import duplicate_assignment
from forge_migrations.rules import dynamic_sql
from forge_migrations.rules import empty_statement
from forge_migrations.rules import engine_lacks
from forge_migrations.rules import enum_value_used_too_early
from forge_migrations.rules import explicit_lock
from forge_migrations.rules import expression_default
from forge_migrations.rules import foreign_key_type
from forge_migrations.rules import foreign_key_without_index
from forge_migrations.rules import foreign_keys_disallowed
from forge_migrations.rules import foreign_keys_pragma
from forge_migrations.rules import fractional_seconds
from forge_migrations.rules import identifier_too_long
from forge_migrations.rules import if_exists_unsupported
from forge_migrations.rules import implicit_default
from forge_migrations.rules import insert_without_columns
from forge_migrations.rules import key_without_length
from forge_migrations.rules import libsql_alter_unvalidated
from forge_migrations.rules import libsql_type_not_converted
from forge_migrations.rules import lossy_cast
from forge_migrations.rules import malformed_foreign_key
from forge_migrations.rules import missing_breakpoint
from forge_migrations.rules import missing_lock_timeout
from forge_migrations.rules import modify_drops_attributes
from forge_migrations.rules import move_storage
from forge_migrations.rules import narrow_type
from forge_migrations.rules import new_required_for_old_code
from forge_migrations.rules import no_primary_key
from forge_migrations.rules import no_unique_key
from forge_migrations.rules import not_in_transaction
from forge_migrations.rules import opaque_statement
from forge_migrations.rules import partial_apply
from forge_migrations.rules import placeholder
from forge_migrations.rules import prefer_bigint_over_int
from forge_migrations.rules import prefer_bigint_over_smallint
from forge_migrations.rules import prefer_identity
from forge_migrations.rules import prefer_robust_stmts
from forge_migrations.rules import prefer_text_field
from forge_migrations.rules import prefer_timestamptz
from forge_migrations.rules import rebuild_copies_part
from forge_migrations.rules import rebuild_deletes_children
from forge_migrations.rules import rebuild_drops_column
from forge_migrations.rules import rebuild_drops_trigger
from forge_migrations.rules import rebuild_fails
from forge_migrations.rules import rebuild_loses_autoincrement
from forge_migrations.rules import rebuild_selects_new_column
from forge_migrations.rules import rebuild_storage
from forge_migrations.rules import rebuild_table
from forge_migrations.rules import redundant_index
from forge_migrations.rules import refresh_view_blocking
from forge_migrations.rules import remove_enum_value
from forge_migrations.rules import rename_column
from forge_migrations.rules import rename_object
from forge_migrations.rules import rename_table
from forge_migrations.rules import reorder_enum
from forge_migrations.rules import replace_index
from forge_migrations.rules import replace_rows
from forge_migrations.rules import replace_view
from forge_migrations.rules import replay_fails
from forge_migrations.rules import replay_loses_rows
from forge_migrations.rules import require_enum_value_ordering
from forge_migrations.rules import require_statement_timeout
from forge_migrations.rules import require_table_schema
from forge_migrations.rules import revoke_access
from forge_migrations.rules import rewind_sequence
from forge_migrations.rules import rule_discards_writes
from forge_migrations.rules import search_path
from forge_migrations.rules import set_not_null
from forge_migrations.rules import set_not_null_scan
from forge_migrations.rules import set_unlogged
from forge_migrations.rules import several_foreign_keys
from forge_migrations.rules import shadowing_table
from forge_migrations.rules import sqlite_add_column
from forge_migrations.rules import sqlite_drop_column
from forge_migrations.rules import statements_after_exclusive_lock
from forge_migrations.rules import storage_engine
from forge_migrations.rules import stored_generated_column
from forge_migrations.rules import swallowed_duplicate
from forge_migrations.rules import takes_no_values
from forge_migrations.rules import text_for_a_name
from forge_migrations.rules import transaction_control
from forge_migrations.rules import trigger_discards_writes
from forge_migrations.rules import trigger_lock
from forge_migrations.rules import truncate_table
from forge_migrations.rules import uncastable_type
from forge_migrations.rules import unique_without_shard_key
from forge_migrations.rules import unrestored_protection
from forge_migrations.rules import update_without_where
from forge_migrations.rules import used_by_object
from forge_migrations.rules import used_by_view
from forge_migrations.rules import validate_in_same_transaction
from forge_migrations.rules import volatile_default
from forge_migrations.rules import weaken_row_security

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.rules.judging.rule import Rule

RULES: tuple[Rule, ...] = (
    drop_table.RULE,
    drop_table_cascade.RULE,
    drop_column.RULE,
    drop_and_add_column.RULE,
    drop_schema.RULE,
    truncate_table.RULE,
    delete_without_where.RULE,
    update_without_where.RULE,
    drop_type_cascade.RULE,
    drop_attribute.RULE,
    drop_partition.RULE,
    replace_rows.RULE,
    add_cascade.RULE,
    alter_ignore.RULE,
    rule_discards_writes.RULE,
    trigger_discards_writes.RULE,
    shadowing_table.RULE,
    dynamic_sql.RULE,
    drop_migrations_table.RULE,
    set_unlogged.RULE,
    drop_owned.RULE,
    lossy_cast.RULE,
    rebuild_deletes_children.RULE,
    rebuild_drops_column.RULE,
    rebuild_selects_new_column.RULE,
    rebuild_copies_part.RULE,
    replay_loses_rows.RULE,
    modify_drops_attributes.RULE,
    implicit_default.RULE,
    opaque_statement.RULE,
    create_index_blocking.RULE,
    drop_index_blocking.RULE,
    replace_index.RULE,
    rebuild_storage.RULE,
    add_foreign_key_validating.RULE,
    several_foreign_keys.RULE,
    add_check_validating.RULE,
    add_unique_blocking.RULE,
    set_not_null_scan.RULE,
    backfill_in_migration.RULE,
    statements_after_exclusive_lock.RULE,
    validate_in_same_transaction.RULE,
    attach_or_detach_partition.RULE,
    refresh_view_blocking.RULE,
    explicit_lock.RULE,
    trigger_lock.RULE,
    missing_lock_timeout.RULE,
    change_collation.RULE,
    volatile_default.RULE,
    add_serial_column.RULE,
    stored_generated_column.RULE,
    change_column_type.RULE,
    move_storage.RULE,
    reorder_enum.RULE,
    rebuild_table.RULE,
    expression_default.RULE,
    add_required_column.RULE,
    set_not_null.RULE,
    add_unique.RULE,
    add_constraint.RULE,
    uncastable_type.RULE,
    narrow_type.RULE,
    remove_enum_value.RULE,
    used_by_view.RULE,
    used_by_object.RULE,
    sqlite_add_column.RULE,
    sqlite_drop_column.RULE,
    rebuild_fails.RULE,
    replay_fails.RULE,
    rewind_sequence.RULE,
    libsql_alter_unvalidated.RULE,
    drop_index_of_foreign_key.RULE,
    placeholder.RULE,
    rename_column.RULE,
    rename_table.RULE,
    rename_object.RULE,
    drop_object.RULE,
    replace_view.RULE,
    drop_default.RULE,
    takes_no_values.RULE,
    drop_not_null.RULE,
    drop_primary_key.RULE,
    revoke_access.RULE,
    rebuild_drops_trigger.RULE,
    new_required_for_old_code.RULE,
    concurrently_in_transaction.RULE,
    not_in_transaction.RULE,
    enum_value_used_too_early.RULE,
    transaction_control.RULE,
    search_path.RULE,
    partial_apply.RULE,
    foreign_keys_pragma.RULE,
    already_exists.RULE,
    does_not_exist.RULE,
    conflict_target.RULE,
    missing_breakpoint.RULE,
    empty_statement.RULE,
    fractional_seconds.RULE,
    default_without_brackets.RULE,
    key_without_length.RULE,
    auto_increment_without_key.RULE,
    if_exists_unsupported.RULE,
    text_for_a_name.RULE,
    malformed_foreign_key.RULE,
    breakpoint_in_literal.RULE,
    identifier_too_long.RULE,
    foreign_key_without_index.RULE,
    foreign_key_type.RULE,
    no_primary_key.RULE,
    discouraged_type.RULE,
    redundant_index.RULE,
    insert_without_columns.RULE,
    storage_engine.RULE,
    concurrently_if_not_exists.RULE,
    drop_constraint.RULE,
    duplicate_assignment.RULE,
    libsql_type_not_converted.RULE,
    rebuild_loses_autoincrement.RULE,
    swallowed_duplicate.RULE,
    weaken_row_security.RULE,
    broad_grant.RULE,
    bypass_constraints.RULE,
    unrestored_protection.RULE,
    prefer_bigint_over_int.RULE,
    prefer_bigint_over_smallint.RULE,
    prefer_identity.RULE,
    prefer_text_field.RULE,
    prefer_timestamptz.RULE,
    ban_char_field.RULE,
    prefer_robust_stmts.RULE,
    ban_create_domain_with_constraint.RULE,
    ban_alter_domain_with_add_constraint.RULE,
    require_enum_value_ordering.RULE,
    require_statement_timeout.RULE,
    require_table_schema.RULE,
    foreign_keys_disallowed.RULE,
    no_unique_key.RULE,
    unique_without_shard_key.RULE,
    engine_lacks.RULE,
    ddl_commits_itself.RULE,
)
