from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.kit.locked import own_copy
from forge_migrations.drizzle.kit.places import SUBSTITUTE
from forge_migrations.drizzle.kit.places import NeedsSubstitute
from forge_migrations.drizzle.kit.places import find_place
from forge_migrations.drizzle.kit.places import install_command
from forge_migrations.drizzle.kit.places import version_of
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import Undecided

PROJECT = Project("apps/web/db/drizzle.config.ts", "apps/web", "sqlite", ("../lib/s.ts",), "out")
NOTHING = MemoryTree()


def install(folder: Path, **versions: str) -> None:
    for name, version in versions.items():
        package = folder / "node_modules" / name.replace("_", "-")
        package.mkdir(parents=True)
        (package / "package.json").write_text(json.dumps({"version": version}))


@pytest.mark.parametrize("where", ["apps/web", "apps", "", "apps/web/db"])
def test_the_nearest_drizzle_kit_upwards_is_the_projects(tmp_path: Path, where: str) -> None:
    install(tmp_path / where, drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    (tmp_path / "apps/web/db").mkdir(parents=True, exist_ok=True)
    place = find_place(PROJECT, NOTHING, str(tmp_path), "")
    assert place.kit == str(tmp_path / where / "node_modules/drizzle-kit")
    assert (place.version, place.orm_version, place.layout) == ("0.31.11", "0.45.4", "journal")


def test_a_package_of_its_own_goes_before_the_roots(tmp_path: Path) -> None:
    install(tmp_path, drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    install(tmp_path / "apps/web", drizzle_kit="1.0.0-rc.5")
    place = find_place(PROJECT, NOTHING, str(tmp_path), "")
    assert (place.version, place.orm_version, place.layout) == ("1.0.0-rc.5", "0.45.4", "folders")


def test_drizzle_orm_may_stand_beside_the_kit_that_a_link_leads_to(tmp_path: Path) -> None:
    store = tmp_path / "store"
    install(store, drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    root = tmp_path / "root"
    (root / "node_modules").mkdir(parents=True)
    (root / "node_modules/drizzle-kit").symlink_to(store / "node_modules/drizzle-kit")
    place = find_place(PROJECT, NOTHING, str(root), "")
    assert place.orm == str(store / "node_modules/drizzle-orm")


def test_a_named_folder_goes_before_everything(tmp_path: Path) -> None:
    install(tmp_path / "root", drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    install(tmp_path / "kits", drizzle_kit="0.30.6", drizzle_orm="0.44.0")
    place = find_place(PROJECT, NOTHING, str(tmp_path / "root"), str(tmp_path / "kits"))
    assert place.version == "0.30.6"


def test_what_is_missing_is_said_with_what_installs_it(tmp_path: Path) -> None:
    tree = MemoryTree({"apps/pnpm-lock.yaml": ""})
    with pytest.raises(Undecided, match="drizzle-kit is not installed here") as raised:
        find_place(PROJECT, tree, str(tmp_path), "")
    assert raised.value.remedy == "run: cd apps && pnpm install"
    with pytest.raises(Undecided, match="drizzle-kit is not installed here"):
        find_place(PROJECT, tree, None, "")
    folder = tmp_path / "my kits"
    with pytest.raises(Undecided, match="drizzle-kit is not installed in ") as raised:
        find_place(PROJECT, tree, None, str(folder))
    command = f"npm install --prefix '{folder}' drizzle-kit drizzle-orm"
    assert raised.value.remedy == f"run: {command}"
    install(folder, drizzle_kit="0.31.11")
    with pytest.raises(Undecided, match="drizzle-orm is not installed beside drizzle-kit"):
        find_place(PROJECT, tree, None, str(folder))


@pytest.mark.parametrize("version", ["0.29.1", "1.0.0-alpha", "2.0.0", "next"])
def test_a_version_that_nobody_tried_is_undecided(tmp_path: Path, version: str) -> None:
    install(tmp_path, drizzle_kit=version, drizzle_orm="1")
    with pytest.raises(Undecided, match=f"drizzle-kit {version} is installed; supported are"):
        find_place(PROJECT, NOTHING, str(tmp_path), "")


@pytest.mark.parametrize(
    "version", ["0.30.0", "0.31.11", "1.0.0-rc.4", "1.0.0-rc.5", "1.0.0", "1.2.3"]
)
def test_versions_that_are_supported(tmp_path: Path, version: str) -> None:
    install(tmp_path, drizzle_kit=version, drizzle_orm="1")
    assert find_place(PROJECT, NOTHING, str(tmp_path), "").version == version


@pytest.mark.parametrize("text", ["{", "[]", "{}", "\udcff"])
def test_a_manifest_that_cannot_be_read_is_undecided(tmp_path: Path, text: str) -> None:
    (tmp_path / "package.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Undecided, match=r"package\.json can't be read"):
        version_of(str(tmp_path))


@pytest.mark.parametrize(
    ("lockfile", "command"),
    [
        ("apps/web/bun.lockb", "cd apps/web && bun install"),
        ("apps/yarn.lock", "cd apps && yarn install"),
        ("package-lock.json", "npm install"),
        ("other/pnpm-lock.yaml", "npm install"),
    ],
)
def test_the_nearest_lockfile_upwards_tells_what_installs(lockfile: str, command: str) -> None:
    assert install_command(PROJECT, MemoryTree({lockfile: ""})) == f"run: {command}"


def test_a_folder_with_a_space_is_quoted() -> None:
    project = PROJECT._replace(cwd="my app")
    tree = MemoryTree({"my app/yarn.lock": ""})
    assert install_command(project, tree) == "run: cd 'my app' && yarn install"


def test_a_linked_work_tree_is_served_by_the_main_ones_packages(tmp_path: Path) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    linked.mkdir()
    install(main / "apps/web", drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    place = find_place(PROJECT, NOTHING, str(linked), "", lambda: str(main))
    assert place.kit == str(main / "apps/web/node_modules/drizzle-kit")
    assert (place.packages, place.borrowed) == (str(main), True)


def test_packages_of_its_own_go_before_the_main_work_trees(tmp_path: Path) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    install(main, drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    install(linked, drizzle_kit="0.30.6", drizzle_orm="0.44.0")
    place = find_place(PROJECT, NOTHING, str(linked), "", lambda: str(main))
    assert (place.version, place.packages, place.borrowed) == ("0.30.6", str(linked), False)


@pytest.mark.parametrize(("locked", "version"), [("0.31.11", "0.31.11"), ("0.30.6", "0.30.6")])
def test_a_copy_of_the_locked_version_goes_before_another_one_of_the_main_work_tree(
    tmp_path: Path, locked: str, version: str
) -> None:
    main, linked = tmp_path / "main", tmp_path / "linked"
    linked.mkdir()
    install(main, drizzle_kit="0.31.11", drizzle_orm="0.45.4")
    install(Path(own_copy("0.30.6", "0.45.4")), drizzle_kit="0.30.6", drizzle_orm="0.45.4")
    wanted = {"dependencies": {"drizzle-kit": locked, "drizzle-orm": "0.45.4"}}
    tree = MemoryTree({"package.json": json.dumps(wanted)})
    place = find_place(PROJECT, tree, str(linked), "", lambda: str(main))
    assert (place.version, place.borrowed) == (version, True)


def test_where_the_main_work_tree_has_none_either_it_is_said_what_installs_it(
    tmp_path: Path,
) -> None:
    with pytest.raises(Undecided, match="not installed here"):
        find_place(PROJECT, NOTHING, str(tmp_path / "linked"), "", lambda: str(tmp_path / "main"))


@pytest.mark.parametrize(
    ("version", "layout"),
    [("1.0.0-beta.1-fd5d1e8", "journal"), ("1.0.0-beta.2-86f844e", "folders"), ("1.0.0-rc.1", "folders")],
)  # fmt: skip
def test_a_beta_of_1_0_serves_postgresql_itself(tmp_path: Path, version: str, layout: str) -> None:
    install(tmp_path, drizzle_kit=version, drizzle_orm=version)
    place = find_place(PROJECT._replace(dialect="postgresql"), NOTHING, str(tmp_path), "")
    assert (place.version, place.layout, place.instead_of) == (version, layout, "")


@pytest.mark.parametrize("version", ["1.0.0-beta.2-86f844e", "1.0.0-beta.24", "1.0.0-rc.3"])
def test_one_that_cannot_be_asked_about_a_dialect_is_stood_in_for(
    tmp_path: Path, version: str
) -> None:
    install(tmp_path, drizzle_kit=version, drizzle_orm=version)
    with pytest.raises(NeedsSubstitute, match="evaluates no sqlite schema") as raised:
        find_place(PROJECT, NOTHING, str(tmp_path), "")
    assert raised.value.remedy == "run: forge-migrations setup"

    copy = Path(own_copy(SUBSTITUTE, SUBSTITUTE))
    install(copy, drizzle_kit=SUBSTITUTE, drizzle_orm=SUBSTITUTE)
    place = find_place(PROJECT, NOTHING, str(tmp_path), "")
    assert (place.version, place.instead_of) == (SUBSTITUTE, version)
    assert place.orm == str(copy / "node_modules/drizzle-orm")
