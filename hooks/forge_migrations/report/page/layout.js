// Which column a table stands in. Runs in a worker, after dagre and the routing.
"use strict";

// [{width, height}], [[from, to, y in from, y in to]], width : height of what it is shown in
// -> the top left corners, and the corners of each link.
function placeTables(sizes, links, aspect) {
  const blocks = [];
  const alone = [];
  for (const group of components(sizes.length, links)) {
    const inside = new Set(group);
    const mine = links.flatMap((link, i) => (inside.has(link[0]) ? [i] : []));
    if (!mine.length) {
      alone.push(group[0]);
      continue;
    }
    const columns = columnsOf(group, sizes, links, aspect);
    blocks.push({ mine, ...routeColumns(columns, sizes, mine.map((i) => links[i])) });
  }
  blocks.sort((a, b) => b.height - a.height);
  for (const t of alone) {
    blocks.push({ mine: [], routes: [], at: new Map([[t, [0, 0]]]), width: sizes[t].width, height: sizes[t].height });
  }
  return shelves(blocks, sizes.length, links.length, aspect);
}

function shelves(blocks, tables, count, aspect) {
  const at = new Array(tables), routes = new Array(count);
  const area = blocks.reduce((sum, b) => sum + (b.width + GAP) * (b.height + GAP), 0);
  const widest = Math.max(...blocks.map((b) => b.width), Math.sqrt(area * aspect));
  let x = 0, y = 0, shelf = 0;
  for (const block of blocks) {
    if (x > 0 && x + block.width > widest) {
      x = 0;
      y += shelf + GAP;
      shelf = 0;
    }
    for (const [table, [dx, dy]] of block.at) at[table] = [x + dx, y + dy];
    block.mine.forEach((link, i) => {
      routes[link] = block.routes[i].map(([px, py]) => [px + x, py + y]);
    });
    x += block.width + GAP;
    shelf = Math.max(shelf, block.height);
  }
  return { at, routes };
}

function components(count, links) {
  const parent = Array.from({ length: count }, (_, i) => i);
  const find = (i) => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const [a, b] of links) parent[find(a)] = find(b);
  const groups = new Map();
  for (let i = 0; i < count; i++) {
    const root = find(i);
    if (!groups.has(root)) groups.set(root, []);
    groups.get(root).push(i);
  }
  return [...groups.values()];
}

// dagre's ranks and their order. Schemas have few ranks with many tables: one that is too tall is folded.
function columnsOf(group, sizes, links, aspect) {
  const graph = new dagre.graphlib.Graph();
  // Both are dagre's rankers; the tight tree costs half of the network simplex on large schemas.
  const ranker = group.length > 150 ? "tight-tree" : "network-simplex";
  graph.setGraph({ rankdir: "LR", nodesep: 28, ranksep: 90, ranker });
  graph.setDefaultEdgeLabel(() => ({}));
  const inside = new Set(group);
  for (const table of group) graph.setNode(String(table), { ...sizes[table] });
  for (const [from, to] of links) {
    if (from !== to && inside.has(from)) graph.setEdge(String(to), String(from));
  }
  dagre.layout(graph);
  const ranks = new Map();
  let area = 0;
  for (const table of group) {
    const node = graph.node(String(table));
    const rank = Math.round(node.x);
    if (!ranks.has(rank)) ranks.set(rank, []);
    ranks.get(rank).push([node.y, table]);
    area += (sizes[table].width + 90) * (sizes[table].height + 40);
  }
  const limit = Math.max(420, Math.sqrt(area / aspect));
  const columns = [];
  for (const rank of [...ranks.keys()].sort((a, b) => a - b)) {
    const tables = ranks.get(rank).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
    const total = tables.reduce((sum, t) => sum + sizes[t].height + 40, 0);
    const each = total / Math.ceil(total / limit);
    let y = 0;
    let column = [];
    for (const table of tables) {
      if (column.length && y + sizes[table].height / 2 > each) {
        columns.push(column);
        [y, column] = [0, []];
      }
      column.push(table);
      y += sizes[table].height + 40;
    }
    columns.push(column);
  }
  return columns;
}
