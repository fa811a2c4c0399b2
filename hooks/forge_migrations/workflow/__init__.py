"""The commands that people run by hand, in rooms by what they do."""

from __future__ import annotations

MODULES = {
    "init": "install.init",
    "baseline": "history.baseline",
    "demo": "install.demo",
    "projects": "ci.projects",
    "generate": "history.generate",
    "setup": "install.setup",
    "doctor": "install.doctor",
    "studio": "live.studio",
    "repair": "history.repair",
    "rehearse": "review.rehearse",
    "rebase": "history.rebase",
    "soften": "rollout.soften",
    "contract": "rollout.contract",
    "merge-driver": "history.merge_driver",
    "review": "review.review",
    "audit": "ci.audit",
    "comment": "ci.comment",
    "pre-push": "ci.pre_push",
    "pre-receive": "ci.pre_receive",
    "update": "ci.update",
    "apply": "live.apply",
    "verify": "live.verify",
    "rollback": "live.rollback",
    "restore": "live.restore",
    "status": "live.status",
    "observe": "live.observe",
    "preflight": "live.preflight",
    "rules": "rules",
    "migrate": "agents.migrate",
    "agent-hook": "agents.agent_hook",
    "lsp": "editor.lsp",
    "completion": "completion",
}
"""Command -> its module here, which is imported when it is run."""
