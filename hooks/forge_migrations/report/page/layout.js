// Where the tables stand. Runs in a worker, after dagre.
"use strict";

// [{width, height}], [[from, to]] -> [[x, y]] of the top left corners.
function placeTables(sizes, links) {
  const groups = components(sizes.length, links);
  const places = new Array(sizes.length);
  const blocks = [];
  const singles = [];
  for (const group of groups) {
    if (group.length === 1) singles.push(group[0]);
    else blocks.push(placeGroup(group, sizes, links));
  }
  blocks.sort((a, b) => b.height - a.height);
  for (const table of singles) {
    blocks.push({ width: sizes[table].width, height: sizes[table].height, at: [[table, 0, 0]] });
  }
  const area = blocks.reduce((sum, b) => sum + (b.width + GAP) * (b.height + GAP), 0);
  const widest = Math.max(...blocks.map((b) => b.width), Math.sqrt(area * 1.7));
  let x = 0, y = 0, shelf = 0;
  for (const block of blocks) {
    if (x > 0 && x + block.width > widest) {
      x = 0;
      y += shelf + GAP;
      shelf = 0;
    }
    for (const [table, dx, dy] of block.at) places[table] = [x + dx, y + dy];
    x += block.width + GAP;
    shelf = Math.max(shelf, block.height);
  }
  return places;
}

const GAP = 56;

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

function placeGroup(group, sizes, links) {
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
  return foldRanks(group, graph, sizes);
}

// Schemas have few ranks with many tables: a rank that is too tall is folded into columns.
function foldRanks(group, graph, sizes) {
  const ranks = new Map();
  let area = 0;
  for (const table of group) {
    const node = graph.node(String(table));
    const rank = Math.round(node.x);
    if (!ranks.has(rank)) ranks.set(rank, []);
    ranks.get(rank).push([node.y, table]);
    area += (sizes[table].width + 90) * (sizes[table].height + 28);
  }
  const limit = Math.max(700, Math.sqrt(area / 1.7));
  const at = [];
  let x = 0, tallest = 0;
  for (const rank of [...ranks.keys()].sort((a, b) => a - b)) {
    const tables = ranks.get(rank).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
    let y = 0, width = 0;
    for (const table of tables) {
      const size = sizes[table];
      if (y > 0 && y + size.height > limit) {
        x += width + 48;
        y = width = 0;
      }
      at.push([table, x, y]);
      y += size.height + 28;
      width = Math.max(width, size.width);
      tallest = Math.max(tallest, y - 28);
    }
    x += width + 90;
  }
  return { width: x - 90, height: tallest, at: centred(at, sizes, tallest) };
}

// Each column of tables stands in the middle of the block's height.
function centred(at, sizes, tallest) {
  const bottoms = new Map();
  for (const [table, x, y] of at) {
    bottoms.set(x, Math.max(bottoms.get(x) || 0, y + sizes[table].height));
  }
  return at.map(([table, x, y]) => [table, x, y + (tallest - bottoms.get(x)) / 2]);
}
