"""Modules without a test of their own name, by the tests that hold them, and why those do.

A module that comes without a test gets one, or a line here.
"""

from __future__ import annotations

from collections.abc import Mapping

TESTED_BY: Mapping[str, tuple[str, ...]] = {
    # What an act does with rows is seen in how long it is told to take.
    "rules/judging/test_weight": ("rules.judging.works",),
    # What starts everything is tested as it is started.
    "test_end_to_end": ("__main__",),
    # One question goes through these, from a contract to its sentence.
    "checks/uses/test_acts": ("checks.uses.columns", "checks.uses.verbs"),
    "checks/uses/test_telling": ("checks.uses.asking", "checks.uses.places", "checks.uses.words"),
    # A word that is looked for, and what is read where it stands.
    "sql/test_debts": ("sql.deferred",),
    "drizzle/code/test_declared": ("drizzle.code.syntax",),
    # A command runs in three modules, and what it leaves behind is one thing to look at.
    "change/test_repository": ("change.processes",),
    "drizzle/generate/test_relay": ("drizzle.generate.command",),
    "workflow/history/test_generate": ("drizzle.generate.run",),
    "workflow/ci/test_audit": ("workflow.ci.defects", "workflow.ci.reach", "workflow.ci.walk"),
    "workflow/ci/test_pre_receive": ("workflow.ci.push", "workflow.ci.update"),
    "workflow/history/test_rebase": (
        "workflow.history.rewriting.appending",
        "workflow.history.rewriting.branches",
        "workflow.history.rewriting.folders",
        "workflow.history.rewriting.origin",
        "workflow.history.rewriting.replaying",
        "workflow.history.rewriting.replaying_folders",
        "workflow.history.rewriting.snapshots",
    ),
    "workflow/history/test_repair": ("workflow.history.rewriting.mending_folders",),
    "workflow/install/test_init": (
        "workflow.install.runners.installing",
        "workflow.install.runners.merge_driver",
        "workflow.install.runners.source",
    ),
    # What is open is seen as an editor sees it.
    "workflow/editor/test_server": ("workflow.editor.desktop",),
    # What a history is told from is asked by what it tells.
    "workflow/editor/test_column_history": (
        "workflow.editor.column_acts",
        "workflow.editor.column_life",
        "workflow.editor.column_lives",
    ),
    # A whole task goes through the steps, an agent's event through all that guards.
    "workflow/agents/test_telling": ("workflow.agents.places",),
    "workflow/agents/test_tasks": (
        "workflow.agents.on_database",
        "workflow.agents.steps",
        "workflow.agents.way",
    ),
    "workflow/agents/test_agent_hook": (
        "workflow.agents.event",
        "workflow.agents.guarded",
        "workflow.agents.lacking",
        "workflow.agents.refusing",
        "workflow.agents.shell_lines",
    ),
    "workflow/live/test_apply": ("workflow.live.marking", "workflow.live.opened"),
    "workflow/live/test_apply_mysql": ("workflow.live.session",),
    "workflow/live/test_restore": (
        "database.backups",
        "database.client_program",
        "database.mysql.dumping",
        "database.postgres.dumping",
        "database.sqlite.dumping",
        "workflow.live.backing_up",
    ),
    "workflow/live/test_observe": (
        "database.mysql.observing",
        "database.observed",
        "database.postgres.observing",
        "database.sqlite.observing",
    ),
    "workflow/live/test_preflight": (
        "database.mysql.moment",
        "database.postgres.moment",
        "sql.question",
        "sql.question_types",
    ),
    "workflow/live/test_verify": ("workflow.live.drift_ways",),
    "workflow/live/test_rollback": (
        "workflow.history.way_back",
        "workflow.live.schema_back",
        "workflow.live.take_back",
    ),
    # A migration is softened and contracted in one go; what becomes of SQL is `test_drops`.
    "workflow/rollout/test_soften": (
        "workflow.rollout.forms",
        "workflow.rollout.proving",
        "workflow.rollout.scene",
    ),
    # A rebuild is seen in what SQLite has after it.
    "sql/test_keeping": ("sql.table_text",),
    "workflow/rollout/test_rebuilds": (
        "database.sqlite.stored",
        "sql.paying_by_rebuild",
        "workflow.rollout.remainder",
        "workflow.rollout.stock",
    ),
    "workflow/rollout/test_contract": ("workflow.rollout.contraction",),
    "workflow/rollout/test_drops": (
        "workflow.rollout.harmless",
        "workflow.rollout.softened",
        "sql.optional",
    ),
    "workflow/rollout/test_enums": ("sql.enum_changes", "sql.paying_enums"),
    "workflow/rollout/test_in_step": ("sql.in_step",),
    "workflow/rollout/test_remedies": ("rules.judging.waiting",),
    "workflow/review/test_review": (
        "report.html_answers",
        "report.html_measured",
        "workflow.review.build",
        "workflow.review.matching",
        "workflow.review.measures",
    ),
    # `make demo` plays them, and ends in 1 when a commit doesn't end as the scene says.
    "workflow/test_command_line": (
        "workflow.install.demo",
        "workflow.install.demonstration.hooking",
        "workflow.install.demonstration.project",
        "workflow.install.demonstration.scenes",
    ),
    # A check is judged by whole findings on real repositories, whichever of its modules made them.
    "checks/destructive_sql/test_check": ("checks.destructive_sql.collisions",),
    "checks/migration_history/test_check": (
        "checks.migration_history.mending",
        "checks.migration_history.reset",
    ),
    "checks/migration_history/agreement/test_check": (
        "checks.migration_history.agreement.compared",
        "checks.migration_history.agreement.replayed",
        "checks.migration_history.agreement.standing",
        "checks.migration_history.agreement.states",
        "checks.migration_history.agreement.telling",
        "checks.migration_history.agreement.told",
        "checks.migration_history.agreement.unread",
        "checks.migration_history.agreement.words",
    ),
    # A query is written, tried on both sides and laid at a statement: that is one sentence in the end.
    "checks/rehearsal/test_released": (
        "database.asked",
        "database.culprit",
        "database.other_values",
        "database.samples",
        "database.touched",
        "database.trial",
    ),
    "checks/rehearsal/test_check": (
        "checks.rehearsal.beyond",
        "checks.rehearsal.differences",
        "checks.rehearsal.findings",
        "checks.rehearsal.plan",
        "checks.rehearsal.run",
        "checks.rehearsal.structure",
    ),
    "checks/stale_migrations/test_check": (
        "checks.stale_migrations.behind",
        "checks.stale_migrations.sides",
    ),
    "sql/test_online_mysql": ("sql.online_kinds",),
    "test_cli": ("checks.subject.choosing", "checks.subject.unread"),
    # Servers are tested by running histories on them, and readers by what DDL they read back.
    "database/test_made_structure": ("database.postgres.structure",),
    "database/test_shapes": ("database.mysql.shapes", "database.postgres.shapes"),
    "database/mysql/test_rehearsal": ("database.mysql.arena", "database.mysql.tracer"),
    "database/postgres/test_rehearsal": (
        "database.arena",
        "database.leniency",
        "database.open",
        "database.postgres.arena",
        "database.postgres.newer",
        "database.postgres.plain",
        "database.postgres.server",
        "database.postgres.tracer",
        "database.rehearsal",
        "database.server",
        "database.tracing",
    ),
    "database/sqlite/test_structure": ("database.sqlite.engine",),
    "database/sqlite/test_libsql": ("database.sqlite.plain",),
    "checks/rehearsal/test_limits": ("database.sqlite.arena",),
    "database/test_faults": ("database.asking", "database.drivers", "database.migrator"),
    # One question, three answers: they are asked side by side.
    "database/test_by_name": (
        "database.behaviour",
        "database.mysql.behaviour",
        "database.postgres.behaviour",
        "database.sqlite.behaviour",
    ),
    "database/test_integrity": (
        "database.mysql.integrity",
        "database.orphans",
        "database.postgres.integrity",
        "database.sqlite.integrity",
    ),
    "database/test_refusals": (
        "database.grants",
        "database.mysql.refusals",
        "database.postgres.refusals",
        "database.refusal_remedies",
        "database.sqlite.refusals",
    ),
    "drizzle/config/test_reading": ("drizzle.config.unread", "drizzle.project"),
    "drizzle/history/test_in_sql": (
        "drizzle.history.in_sql_changes",
        "drizzle.history.in_sql_columns",
    ),
    "drizzle/history/test_snapshot": ("drizzle.history.snapshot_names",),
    # A page is looked at whole.
    "report/test_html": ("report.html_findings", "report.markup"),
    "report/test_markdown": ("report.markdown_findings",),
    "report/test_text": ("report.answer",),
    # Rules are judged by examples and situations: `examples/`, `situations/`.
    "rules/test_rules": (
        "rules.judging.measuring",
        "rules.judging.rule",
        "rules.judging.scene",
        "rules.judging.surroundings",
        "rules.judging.writes_along",
    ),
    "rules/test_situations": (
        "rules.judging.new_types",
        "rules.judging.taken_name",
        "rules.judging.type_change",
    ),
    "rules/judging/test_acknowledgement": ("rules.judging.accepted",),
    # Each engine's way through a table is taken on that engine.
    "database/test_batched": (
        "database.batches",
        "database.mysql.batches",
        "database.postgres.batches",
        "database.sqlite.batches",
    ),
    "workflow/rollout/test_backfills": ("workflow.rollout.refilled",),
    "workflow/live/test_scripted": (
        "database.mysql.script",
        "database.postgres.script",
        "database.sqlite.script",
    ),
    # SQL goes in and acts or a catalog come out; which of the readers made them is nobody's business.
    "sql/test_catalog": ("sql.applied", "sql.catalog_ages", "sql.catalog_objects"),
    "sql/test_catalog_changes": ("sql.catalog_renames", "sql.parts"),
    "sql/test_agreement": ("sql.structure",),
    "sql/test_dependencies": ("sql.dependencies_mysql", "sql.functions_postgres"),
    "sql/test_misread": ("sql.read", "sql.read_bodies", "sql.called", "sql.routines"),
    "sql/test_read_columns": ("sql.acts", "sql.read_constraints"),
    "sql/test_read_rows": ("sql.read_writes",),
    "sql/test_sameness": (
        "sql.brackets",
        "sql.keywords",
        "sql.pieces",
        "sql.spelling",
    ),
    "sql/test_tokens": ("sql.token_forms",),
    "sql/test_places_of_acts": ("sql.places",),
    "sql/test_memory": ("sql.version", "sql.judgement", "sql.settings"),
    "sql/test_view_reads": ("sql.view_columns",),
    "sql/test_read_create": ("sql.read_again", "sql.swallowing"),
    "sql/test_column_uses": ("sql.object_users",),
}
"""A test, below tests/ -> modules."""
