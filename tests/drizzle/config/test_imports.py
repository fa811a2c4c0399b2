from __future__ import annotations

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.imports import candidates
from forge_migrations.drizzle.config.imports import relative_imports
from forge_migrations.facts import Facts


def asked(text: str, path: str = "a.ts") -> list[tuple[int, str]]:
    found = relative_imports(MemoryTree({path: text}), [path], Facts())
    return [(int(line), str(specifier)) for line, specifier in found[path]]


@pytest.mark.parametrize(
    "line",
    [
        'import a from "./b";',
        "import * as a from './b';",
        'import "./b";',
        'import { type A, c } from "./b";',
        'import a, { type B } from "./b";',
        'import {} from "./b";',
        'export * from "./b";',
        'export * as c from "./b";',
        'export { c } from "./b";',
        'import a = require("./b");',
        'const a = require("./b");',
        "const a = require(`./b`);",
        'const a = await import("./b");',
        'function lazy() { return require("./b").c; }',
        'const element = <div>{require("./b")}</div>;',
        "import a from './b' with { type: 'json' };",
    ],
)
def test_the_ways_to_ask_for_a_module(line: str) -> None:
    assert asked(f"// first\n{line}") == [(2, "./b")]


@pytest.mark.parametrize(
    "line",
    [
        'import type { A } from "./b";',
        'import { type A, type B } from "./b";',
        'export type { A } from "./b";',
        'export { type A } from "./b";',
        'export type * from "./b";',
        'type A = import("./b").A;',
        'let a: typeof import("./b");',
        'import a from "b";',
        'import a from "@/b";',
        'require("./" + name);',
        "require(`./${name}`);",
        "require();",
        'other("./b");',
        '// import a from "./b";',
    ],
)
def test_what_asks_for_nothing_here_when_the_file_runs(line: str) -> None:
    assert asked(line) == []


def test_what_stands_around_a_syntax_error_is_still_asked_for() -> None:
    assert asked('import a from "./b";\nconst = ;\nimport c from "../d";') == [
        (1, "./b"),
        (3, "../d"),
    ]


def test_a_specifier_may_mean_several_paths_in_the_order_of_a_bundler() -> None:
    found = candidates("src/db/a.ts", "../b.js")
    order = ["src/b.js", "src/b.js.ts", "src/b.ts", "src/b.tsx", "src/b.js/index.ts"]
    assert [path for path in found if path in order] == order
    assert candidates("a.ts", "./b")[:3] == ["b", "b.ts", "b.tsx"]
    assert "b.mts" in candidates("a.ts", "./b.mjs")
