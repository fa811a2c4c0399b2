// The diagram: tables and references as SVG, of which only what is in sight exists.
"use strict";

const WIDTH = 272, HEAD = 32, ROW = 20;
const READ_AT_ONCE = 32; // so many tables show their columns, however small
const FULL_A_FRAME = 10, NAMES_A_FRAME = 160;
const MARK = { added: "+", dropped: "−", changed: "~", same: "" };
const SAID = { added: "added", dropped: "dropped", changed: "changed", same: "unchanged" };

class Diagram {
  constructor(stage, data, onSelect, say) {
    this.stage = stage;
    this.data = data;
    this.onSelect = onSelect;
    this.say = say;
    this.mode = "changes";
    this.shown = [];
    this.nodes = new Map();
    this.view = { x: 0, y: 0, k: 1 };
    this.selected = -1;
    this.focused = -1;
    this.links = data.tables.map(() => []);
    data.links.forEach((link, i) => {
      this.links[link.from].push(i);
      if (link.to !== link.from) this.links[link.to].push(i);
    });
    this.rows = data.tables.map((table) => pickRows(table, 14));
    this.svg = make("svg", { class: "canvas", role: "presentation" }, stage);
    this.world = make("g", {}, this.svg);
    this.edges = make("g", { "aria-hidden": "true" }, this.world);
    this.tables = make("g", {}, this.world);
    new ResizeObserver(() => this.draw()).observe(stage);
    listen(this);
  }

  // Lays out the given tables (indexes) and shows them all.
  async show(tables) {
    this.shown = tables;
    this.rows = this.data.tables.map((table) => pickRows(table, tables.length <= 12 ? 14 : 8));
    const number = new Map(tables.map((table, i) => [table, i]));
    const sizes = tables.map((t) => ({ width: WIDTH, height: this.height(t) }));
    const visible = this.data.links.filter((l) => number.has(l.from) && number.has(l.to));
    const links = visible.map((l) => [number.get(l.from), number.get(l.to), this.port(l), HEAD / 2]);
    const asked = (this.asked = (this.asked || 0) + 1);
    const { at, routes } = await layOut(sizes, links, this.aspect(sizes));
    if (asked !== this.asked) return;
    this.at = new Map(tables.map((table, i) => [table, at[i]]));
    this.visibleLinks = visible;
    this.routes = new Map(visible.map((link, i) => [link, routes[i]]));
    this.curves = new Map();
    this.clear();
    this.grow();
    this.fit();
    // Where all of it would be too small to read, the first table is read, and the rest is a way to move.
    if (this.view.k < 0.45 && tables.length <= READ_AT_ONCE) this.centre(this.entry());
  }

  // Where a reference leaves its table: at its column, else at the name.
  port(link) {
    const row = this.rows[link.from].list.findIndex((c) => c.name === link.columns[0]);
    return row < 0 ? HEAD / 2 : HEAD + 10 + row * ROW;
  }

  // Width to height of a stage in which so many tables can be read.
  aspect(sizes) {
    const area = sizes.reduce((sum, size) => sum + (size.width + 100) * (size.height + 60), 0);
    const width = this.stage.clientWidth;
    const height = Math.min(this.tallest(), Math.max(380, (area * 0.7) / width));
    return width / height;
  }

  tallest() {
    return this.stage.clientWidth < 700 ? window.innerHeight * 0.62
      : this.shown.length <= READ_AT_ONCE ? 1100 : Math.max(560, window.innerHeight * 0.8);
  }

  // The stage is as high as what it shows, within reason.
  grow() {
    const box = this.bounds();
    const k = Math.min(1, (this.stage.clientWidth - 32) / box.width);
    const height = Math.round(Math.min(this.tallest(), Math.max(320, box.height * k + 40)));
    this.stage.style.height = `${height}px`;
    document.documentElement.style.setProperty("--stage", `${height}px`);
  }

  height(table) {
    const rows = this.rows[table];
    return HEAD + rows.list.length * ROW + (rows.left ? ROW : 0) + 6;
  }

  setMode(mode) {
    this.mode = mode;
    this.clear();
    this.draw();
  }

  // Is it there in the state that is looked at?
  exists(status) {
    return !(this.mode === "before" && status === "added")
      && !(this.mode === "after" && status === "dropped");
  }

  clear() {
    this.edgeState = "";
    this.tables.replaceChildren();
    this.edges.replaceChildren();
    this.nodes.clear();
    this.level = null;
  }

  bounds() {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const hold = (x1, y1, x2, y2) => {
      left = Math.min(left, x1);
      top = Math.min(top, y1);
      right = Math.max(right, x2);
      bottom = Math.max(bottom, y2);
    };
    for (const [table, [x, y]] of this.at) hold(x, y, x + WIDTH, y + this.height(table));
    for (const route of this.routes.values()) for (const [x, y] of route) hold(x, y, x, y);
    return { left, top, width: right - left, height: bottom - top };
  }

  fit() {
    if (!this.at || !this.at.size) return this.draw();
    const box = this.bounds();
    const { clientWidth: w, clientHeight: h } = this.stage;
    const k = Math.min(1, (w - 32) / box.width, (h - 32) / box.height);
    this.view = {
      k,
      x: (w - box.width * k) / 2 - box.left * k,
      y: (h - box.height * k) / 2 - box.top * k,
    };
    this.draw();
  }

  zoom(factor, cx = this.stage.clientWidth / 2, cy = this.stage.clientHeight / 2) {
    const { x, y, k } = this.view;
    const next = Math.min(2.5, Math.max(0.02, k * factor));
    this.view = { k: next, x: cx - ((cx - x) * next) / k, y: cy - ((cy - y) * next) / k };
    this.draw();
  }

  pan(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.draw();
  }

  // Brings a table into the middle, large enough to be read.
  centre(table) {
    const place = this.at.get(table);
    if (!place) return;
    const k = Math.max(this.view.k, 0.8);
    this.view = {
      k,
      x: this.stage.clientWidth / 2 - (place[0] + WIDTH / 2) * k,
      y: this.stage.clientHeight / 2 - (place[1] + this.height(table) / 2) * k,
    };
    this.draw();
  }

  draw() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.at) this.paint();
    });
  }

  paint() {
    const { x, y, k } = this.view;
    this.world.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
    const few = this.shown.length <= READ_AT_ONCE;
    const level = k > (few ? 0.3 : 0.48) ? "full" : k > 0.16 ? "names" : "boxes";
    if (level !== this.level) {
      this.clear();
      this.level = level;
    }
    const margin = 40 / k;
    const sight = [-x / k - margin, -y / k - margin,
      (this.stage.clientWidth - x) / k + margin, (this.stage.clientHeight - y) / k + margin];
    const wanted = new Set();
    for (const [table, [left, top]] of this.at) {
      const inSight = left < sight[2] && left + WIDTH > sight[0]
        && top < sight[3] && top + this.height(table) > sight[1];
      if ((inSight || table === this.focused) && this.exists(this.data.tables[table].status)) {
        wanted.add(table);
      }
    }
    const changed = this.keep(wanted);
    const state = `${this.level} ${this.mode} ${this.selected}`;
    if (changed || state !== this.edgeState) this.drawEdges(wanted);
    this.edgeState = state;
  }

  // Makes and removes nodes, so many in one frame that the next one isn't late.
  keep(wanted) {
    let changed = false, left = this.level === "full" ? FULL_A_FRAME : NAMES_A_FRAME;
    for (const [table, node] of this.nodes) {
      if (!wanted.has(table)) {
        node.remove();
        this.nodes.delete(table);
        changed = true;
      }
    }
    for (const table of wanted) {
      if (this.nodes.has(table)) continue;
      changed = true;
      if (left-- > 0 || table === this.focused) this.nodes.set(table, this.drawTable(table));
    }
    if (left < 0) this.draw();
    return changed;
  }

  drawTable(number) {
    const table = this.data.tables[number];
    const [x, y] = this.at.get(number);
    const status = this.mode === "changes" ? table.status : "same";
    const height = this.height(number);
    const node = make("g", {
      class: `table ${status}`,
      transform: `translate(${x} ${y})`,
      tabindex: number === this.entry() ? "0" : "-1",
      role: "button",
      "data-table": number,
      "aria-label": describeTable(this.data, this.links, number),
      "aria-pressed": String(number === this.selected),
    }, this.tables);
    make("rect", { class: "frame", width: WIDTH, height, rx: 6 }, node);
    make("rect", { class: "head", width: WIDTH, height: this.level === "full" ? HEAD : height, rx: 6 }, node);
    const mark = MARK[status] ? MARK[status] + " " : "";
    if (this.level === "names") this.drawName(node, mark + table.name, height, table);
    if (this.level === "full") {
      text(node, { class: "name", x: 10, y: 21 }, clip(mark + table.name, 31));
      this.drawRows(node, number);
    }
    make("rect", { class: "edge", width: WIDTH, height, rx: 6 }, node);
    return node;
  }

  // Seen from afar: the name as large as fits, and how many columns changed.
  drawName(node, name, height, table) {
    const counts = this.mode === "changes" && table.status === "changed" ? countColumns(table) : "";
    const lines = broken(name, 14, height > 110 ? 3 : height > 74 ? 2 : 1);
    if (counts && height > 60 + lines.length * 34) lines.push(counts);
    const top = height / 2 - (lines.length - 1) * 17 + 10;
    lines.forEach((line, i) => {
      const small = line === counts && counts ? " counts" : "";
      text(node, { class: `name big${small}`, x: 10, y: top + i * 34 }, line);
    });
  }

  drawRows(node, number) {
    const rows = this.rows[number];
    let y = HEAD + 16;
    for (const column of rows.list) {
      const gone = !this.exists(column.status);
      if (!gone) {
        const status = this.mode === "changes" ? column.status : "same";
        if (status !== "same") {
          make("rect", { class: `band ${status}`, x: 1, y: y - 14, width: WIDTH - 2, height: ROW }, node);
        }
        text(node, { class: "mark", x: 8, y }, MARK[status] || (column.key || ""));
        text(node, { class: `column ${status}`, x: 26, y }, clip(column.name, 17));
        const type = this.mode === "before" ? column.before : column.after || column.before;
        text(node, { class: "type", x: WIDTH - 8, y, "text-anchor": "end" }, clip(shortType(type), 14));
      }
      y += ROW;
    }
    if (rows.left) text(node, { class: "more", x: 26, y }, `and ${rows.left} more columns`);
  }

  drawEdges(inSight) {
    const parts = [];
    for (const link of this.visibleLinks) {
      if (!this.exists(link.status) || !(inSight.has(link.from) || inSight.has(link.to))) continue;
      if (!this.exists(this.data.tables[link.from].status)) continue;
      if (!this.exists(this.data.tables[link.to].status)) continue;
      const status = this.mode === "changes" ? link.status : "same";
      const near = this.selected >= 0
        ? link.from === this.selected || link.to === this.selected ? " near" : " far" : "";
      parts.push(`<path class="link ${status}${near}" d="${this.curve(link)}"/>`);
      if (this.level === "full") parts.push(`<path class="foot ${status}${near}" d="${this.foot(link)}"/>`);
    }
    this.edges.innerHTML = parts.join("");
  }

  // Drawn again in every frame that brings a table into sight: made once.
  curve(link) {
    if (!this.curves.has(link)) this.curves.set(link, this.rounded(link));
    return this.curves.get(link);
  }

  // The corners of a reference, each rounded.
  rounded(link) {
    const points = this.routes.get(link).filter((p, i, all) =>
      !i || p[0] !== all[i - 1][0] || p[1] !== all[i - 1][1]);
    let path = `M${points[0]}`;
    for (let i = 1; i < points.length - 1; i++) {
      const [before, at, after] = points.slice(i - 1, i + 2);
      const round = Math.min(7, apart(before, at) / 2, apart(at, after) / 2);
      path += `L${towards(at, before, round)}Q${at} ${towards(at, after, round)}`;
    }
    return `${path}L${points[points.length - 1]}`;
  }

  // A crow's foot at the many side, a bar at the one side.
  foot(link) {
    const route = this.routes.get(link);
    const [x1, y1] = route[0], [x2, y2] = route[route.length - 1];
    const d1 = Math.sign(route[1][0] - x1) || 1, d2 = Math.sign(route[route.length - 2][0] - x2) || 1;
    return `M${x1} ${y1 - 6}L${x1 + d1 * 10} ${y1}L${x1} ${y1 + 6}`
      + `M${x2 + d2 * 7} ${y2 - 6}V${y2 + 6}`;
  }

  // The table that Tab reaches: the selected one, else the first changed one, else the first.
  entry() {
    if (this.focused >= 0 && this.at.has(this.focused)) return this.focused;
    if (this.selected >= 0 && this.at.has(this.selected)) return this.selected;
    const changed = this.shown.find((t) => this.data.tables[t].status !== "same");
    return changed === undefined ? this.shown[0] : changed;
  }

  select(table) {
    const earlier = this.nodes.get(this.selected);
    if (earlier) earlier.setAttribute("aria-pressed", "false");
    this.selected = table;
    const now = this.nodes.get(table);
    if (now) now.setAttribute("aria-pressed", "true");
    this.draw();
    this.onSelect(table);
  }

  focus(table) {
    this.focused = table;
    const [x, y] = this.at.get(table);
    const { x: vx, y: vy, k } = this.view;
    const px = x * k + vx, py = y * k + vy;
    const out = px < 0 || py < 0 || px + WIDTH * k > this.stage.clientWidth
      || py + this.height(table) * k > this.stage.clientHeight;
    if (out) this.centre(table);
    if (this.frame) cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.paint();
    for (const [number, node] of this.nodes) node.setAttribute("tabindex", number === table ? "0" : "-1");
    this.nodes.get(table)?.focus({ preventScroll: true });
  }

  // The nearest table in a direction.
  neighbour(table, dx, dy) {
    const [x, y] = this.at.get(table);
    let best = -1, least = Infinity;
    for (const [other, [ox, oy]] of this.at) {
      if (other === table || !this.exists(this.data.tables[other].status)) continue;
      const along = (ox - x) * dx + (oy - y) * dy;
      const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (along > 1 && along + across * 2 < least) [best, least] = [other, along + across * 2];
    }
    return best;
  }
}

function apart(one, other) {
  return Math.abs(one[0] - other[0]) + Math.abs(one[1] - other[1]);
}

// The point on the way from one corner to another that is so far from it.
function towards(from, to, far) {
  return [from[0] + Math.sign(to[0] - from[0]) * far, from[1] + Math.sign(to[1] - from[1]) * far];
}

// What changed is always there, keys and others as there is room; the order stays the table's own.
function pickRows(table, most) {
  const columns = table.columns;
  if (columns.length <= most) return { list: columns, left: 0 };
  const weight = (c) => (c.status !== "same" ? 0 : c.key ? 1 : 2);
  const kept = new Set(columns.map((c, i) => [weight(c), i]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, Math.max(most, Math.min(24, columns.filter((c) => c.status !== "same").length)))
    .map((pair) => pair[1]));
  return { list: columns.filter((_, i) => kept.has(i)), left: columns.length - kept.size };
}

function describeTable(data, links, number) {
  const table = data.tables[number];
  const changed = table.columns.filter((c) => c.status !== "same")
    .map((c) => `${c.name} ${SAID[c.status]}`);
  const others = links[number].map((i) => data.links[i]).map((l) =>
    l.from === number ? `refers to ${data.tables[l.to].name}` : `referred to by ${data.tables[l.from].name}`);
  return [`Table ${table.name}, ${SAID[table.status]}, ${table.columns.length} columns`,
    ...changed.slice(0, 12), ...others.slice(0, 8)].join("; ");
}

function shortType(text) {
  return text.replace(/ (not null|default .*|autoincrement|identity.*|generated.*)/g, "")
    .replace("timestamp with time zone", "timestamptz");
}

function countColumns(table) {
  const count = (status) => table.columns.filter((c) => c.status === status).length;
  return ["added", "dropped", "changed"].map((s) => [MARK[s], count(s)])
    .filter((pair) => pair[1]).map((pair) => pair.join("")).join(" ");
}

// A name in so many lines, broken behind an underscore where that is possible.
function broken(name, width, most) {
  const lines = [];
  let rest = name;
  while (rest.length > width && lines.length < most - 1) {
    const at = rest.lastIndexOf("_", width - 1) + 1;
    const cut = at > width / 3 ? at : width;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...lines, clip(rest, width)];
}

function clip(text, most) {
  return text.length > most ? text.slice(0, most - 1) + "…" : text;
}

function make(tag, attributes, parent) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  if (parent) parent.append(element);
  return element;
}

function text(parent, attributes, content) {
  make("text", attributes, parent).textContent = content;
}
