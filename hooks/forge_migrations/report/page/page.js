// The page around the diagram: modes, search, the panel of one table, light and dark.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const say = (words) => { byId("status").textContent = words; };

const root = document.documentElement;
byId("theme").addEventListener("click", () => {
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

document.addEventListener("click", async (e) => {
  const button = e.target.closest(".copy");
  if (!button) return;
  const source = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch {
    // A browser that lets no page write to the clipboard still copies what is selected.
    getSelection().selectAllChildren(source);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 1500);
});

if (data.tables.length) start();

function start() {
  byId("diagram").hidden = false;
  const diagram = new Diagram(byId("stage"), data, openPanel, say);
  const changed = data.tables.flatMap((t, i) => (t.status !== "same" || t.touched ? [i] : []));
  const around = new Set(changed);
  for (const link of data.links) {
    if (changed.includes(link.from)) around.add(link.to);
    if (changed.includes(link.to)) around.add(link.from);
  }
  const every = data.tables.map((_, i) => i);
  const some = every.filter((i) => around.has(i));
  const scopes = { changed, near: some, all: every };
  const scope = byId("scope");
  scope.value = changed.length ? "changed" : "all";
  if (!changed.length) scope.disabled = true;

  async function show() {
    const tables = scopes[scope.value];
    say(`Laying out ${tables.length} tables…`);
    await diagram.show(tables);
    listTables(diagram, tables);
    say(`${tables.length} of ${data.tables.length} tables, ${diagram.visibleLinks.length} references.`);
    byId("stage").dataset.ready = String(tables.length);
  }
  scope.addEventListener("change", show);
  for (const radio of document.querySelectorAll("input[name=mode]")) {
    radio.addEventListener("change", () => diagram.setMode(radio.value));
  }
  byId("larger").addEventListener("click", () => diagram.zoom(1.3));
  byId("smaller").addEventListener("click", () => diagram.zoom(1 / 1.3));
  byId("fit").addEventListener("click", () => diagram.fit());
  search(diagram, scope, show);
  window.forgeDiagram = diagram;
  show();

  function openPanel(number) {
    fillPanel(number);
    byId("panel").hidden = false;
  }
}

// Every table that is shown, as a list: for a screen too small for the diagram, and for who reads none.
function listTables(diagram, tables) {
  // Where the diagram shows a few at a time, the list shows all.
  byId("list").parentElement.open ||= window.innerWidth < 700;
  byId("list-count").textContent = tables.length === 1 ? "1 table" : `${tables.length} tables`;
  byId("list").replaceChildren(...tables.map((number) => {
    const table = data.tables[number];
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.shows = String(number);
    button.textContent = [MARK[table.status], table.name].filter(Boolean).join(" ");
    button.className = table.status;
    button.setAttribute("aria-label", `${table.name}, ${SAID[table.status]}`);
    button.addEventListener("click", () => {
      diagram.centre(number);
      diagram.select(number);
      byId("panel").scrollIntoView({ block: "nearest" });
    });
    item.append(button);
    return item;
  }));
}

function search(diagram, scope, show) {
  const box = byId("search"), list = byId("found");
  let hits = [];
  box.addEventListener("input", () => {
    const words = box.value.trim().toLowerCase();
    hits = words ? data.tables.flatMap((table, i) => {
      const column = table.columns.find((c) => c.name.toLowerCase().includes(words));
      const inName = table.name.toLowerCase().includes(words);
      return inName ? [[0, i, ""]] : column ? [[1, i, column.name]] : [];
    }).sort((a, b) => a[0] - b[0] || a[1] - b[1]) : [];
    list.replaceChildren(...hits.slice(0, 12).map(([, i, column]) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = data.tables[i].name + (column ? ` · ${column}` : "");
      button.addEventListener("click", () => go(i));
      item.append(button);
      return item;
    }));
    say(words ? `${hits.length} tables found for ${words}.` : "");
  });
  box.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && hits.length) go(hits[0][1]);
    if (e.key === "Escape") {
      box.value = "";
      list.replaceChildren();
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      e.preventDefault();
      box.focus();
    }
  });
  async function go(table) {
    list.replaceChildren();
    if (!diagram.at.has(table)) {
      scope.value = "all";
      await show();
    }
    diagram.centre(table);
    diagram.focus(table);
    diagram.select(table);
  }
}

function fillPanel(number) {
  const table = data.tables[number];
  const cell = (row, words, tag = "td") => {
    const element = document.createElement(tag);
    element.textContent = words;
    row.append(element);
    return element;
  };
  byId("panel-name").textContent = table.name;
  byId("panel-status").textContent = SAID[table.status];
  byId("panel-status").className = `badge ${table.status}`;
  byId("panel-columns").replaceChildren(...table.columns.map((column) => {
    const row = document.createElement("tr");
    row.className = column.status;
    cell(row, MARK[column.status]).setAttribute("aria-label", SAID[column.status]);
    cell(row, column.name, "th").scope = "row";
    cell(row, column.key);
    cell(row, column.before && column.after && column.before !== column.after
      ? `${column.before} → ${column.after}` : column.after || column.before);
    return row;
  }));
  const lines = data.links.filter((l) => l.from === number || l.to === number).map((link) => {
    const arrow = link.from === number
      ? `${link.columns.join(", ")} → ${data.tables[link.to].name} (${link.refers.join(", ")})`
      : `← ${data.tables[link.from].name} (${link.columns.join(", ")})`;
    return `${MARK[link.status]} ${arrow}, on delete ${link.onDelete}`.trim();
  }).concat(table.notes);
  byId("panel-notes").replaceChildren(...lines.map((line) => {
    const item = document.createElement("li");
    item.textContent = line;
    return item;
  }));
  say(`${table.name} is open beside the diagram.`);
}

byId("panel-close").addEventListener("click", () => {
  byId("panel").hidden = true;
  byId("stage").querySelector("[tabindex='0']")?.focus();
});
