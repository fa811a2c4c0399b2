// Where references run: in channels beside the columns of tables and in gaps between them, never behind one.
"use strict";

const GAP = 44, LANE = 9, CHANNEL = 34;

// Tables in columns, with the links between them -> where each stands and the corners of each link.
// columns: [[table, …], …]; links: [[from, to, y in from, y in to], …].
function routeColumns(columns, sizes, links) {
  const home = new Map();
  columns.forEach((tables, c) => tables.forEach((table, row) => home.set(table, [c, row])));
  const gaps = columns.map((tables) => new Array(tables.length + 1).fill(0));
  const rough = stack(columns, sizes, gaps);
  const ways = links.map((link) => way(link, home, columns, sizes, rough));
  const gapLanes = new Map();
  ways.forEach((one, i) => one.through.forEach(([c, gap]) => lane(gapLanes, `${c} ${gap}`, links[i][1])));
  for (const [key, nets] of gapLanes) {
    const [c, gap] = key.split(" ").map(Number);
    gaps[c][gap] = nets.size;
  }
  const y = stack(columns, sizes, gaps);
  const gapY = (c, gap, net) => y.gaps[c][gap] + LANE * (gapLanes.get(`${c} ${gap}`).get(net) + 0.5);
  const segments = ways.map((one, i) => verticals(one, links[i], y.top, gapY));
  const channels = assign(columns.length + 1, segments, links);
  const x = across(columns, sizes, channels);
  return {
    at: new Map([...home].map(([table, [c]]) => [table, [x.column[c], y.top.get(table)]])),
    routes: segments.map((found, i) => corners(found, ways[i], links[i], sizes, home, x, channels)),
    width: x.width,
    height: y.height,
  };
}

function lane(lanes, key, net) {
  if (!lanes.has(key)) lanes.set(key, new Map());
  const nets = lanes.get(key);
  if (!nets.has(net)) nets.set(net, nets.size);
}

// The columns' tables from top to bottom, each column in the middle; gaps are as high as their lanes need.
function stack(columns, sizes, lanes) {
  const room = (count, inner) => (inner ? 30 : 8) + count * LANE;
  const heights = columns.map((tables, c) =>
    tables.reduce((sum, t) => sum + sizes[t].height, 0)
      + lanes[c].reduce((sum, n, i) => sum + room(n, i > 0 && i < tables.length), 0));
  const height = Math.max(...heights);
  const top = new Map(), gaps = [];
  columns.forEach((tables, c) => {
    let y = (height - heights[c]) / 2;
    gaps.push(lanes[c].map((count, i) => {
      const start = y + (room(count, i > 0 && i < tables.length) - count * LANE) / 2;
      y += room(count, i > 0 && i < tables.length);
      if (i < tables.length) {
        top.set(tables[i], y);
        y += sizes[tables[i]].height;
      }
      return start;
    }));
  });
  return { top, gaps, height };
}

// Which channels and gaps a link takes. Channel c is left of column c.
function way(link, home, columns, sizes, rough) {
  const [from, to, fromY, toY] = link;
  const [a, b] = [home.get(from)[0], home.get(to)[0]];
  const step = b > a ? 1 : b < a ? -1 : 0;
  const y1 = rough.top.get(from) + fromY, y2 = rough.top.get(to) + toY;
  const through = [];
  for (let c = a + step; step && c !== b; c += step) {
    const wanted = y1 + ((y2 - y1) * (c - a)) / (b - a);
    let best = 0, least = Infinity;
    rough.gaps[c].forEach((y, gap) => {
      if (Math.abs(y - wanted) < least) [best, least] = [gap, Math.abs(y - wanted)];
    });
    through.push([c, best]);
  }
  return { step, through, first: step < 0 ? a : a + 1, last: step > 0 ? b : b + 1 };
}

// [[channel, y in, y out], …] from the one table to the other.
function verticals(one, link, top, gapY) {
  const [from, to, fromY, toY] = link;
  const found = [];
  let channel = one.first, y = top.get(from) + fromY;
  for (const [c, gap] of one.through) {
    const next = gapY(c, gap, to);
    found.push([channel, y, next]);
    y = next;
    channel += one.step;
  }
  found.push([channel, y, top.get(to) + toY]);
  return found;
}

// In each channel a lane for every target: links to the same table share it, others keep apart.
function assign(count, segments, links) {
  const nets = Array.from({ length: count }, () => new Map());
  segments.forEach((found, i) => found.forEach(([channel, y1, y2]) => {
    const net = nets[channel].get(links[i][1]) || [Infinity, -Infinity];
    nets[channel].set(links[i][1], [Math.min(net[0], y1, y2), Math.max(net[1], y1, y2)]);
  }));
  return nets.map((found) => {
    const ends = [], lanes = new Map();
    for (const [net, [low, high]] of [...found].sort((p, q) => p[1][0] - q[1][0])) {
      let at = ends.findIndex((end) => end + LANE < low);
      if (at < 0) at = ends.length;
      ends[at] = high;
      lanes.set(net, at);
    }
    return { lanes, count: ends.length };
  });
}

function across(columns, sizes, channels) {
  const column = [], channel = [];
  let x = 0;
  channels.forEach((one, c) => {
    const edge = c === 0 || c === columns.length;
    const width = one.count ? CHANNEL + one.count * LANE : edge ? 0 : CHANNEL;
    channel.push(x + (width - one.count * LANE) / 2 + LANE / 2);
    x += width;
    if (c < columns.length) {
      column.push(x);
      x += Math.max(...columns[c].map((t) => sizes[t].width));
    }
  });
  return { column, channel, width: x };
}

function corners(found, one, link, sizes, home, x, channels) {
  const [from, to] = link;
  const [a, b] = [home.get(from)[0], home.get(to)[0]];
  const side = (c, table, right) => x.column[c] + (right ? sizes[table].width : 0);
  const points = [[side(a, from, one.step >= 0), found[0][1]]];
  for (const [channel, y1, y2] of found) {
    const lx = x.channel[channel] + channels[channel].lanes.get(to) * LANE;
    points.push([lx, y1], [lx, y2]);
  }
  points.push([side(b, to, one.step <= 0), found[found.length - 1][2]]);
  return points;
}
