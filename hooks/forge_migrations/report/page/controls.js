// Mouse, touch, keyboard and the worker that lays out.
"use strict";

function layOut(sizes, links, aspect) {
  return new Promise((resolve) => {
    let worker;
    const sideways = () => {
      if (worker) worker.terminate();
      resolve(inRows(sizes, links, aspect));
    };
    try {
      const source = ["dagre", "routing", "layout"].map((id) => document.getElementById(id).textContent);
      source.push("onmessage = (e) => postMessage(placeTables(...e.data));");
      const url = URL.createObjectURL(new Blob([source.join("\n;")], { type: "text/javascript" }));
      worker = new Worker(url);
      worker.onmessage = (event) => {
        worker.terminate();
        URL.revokeObjectURL(url);
        resolve(event.data);
      };
      worker.onerror = sideways;
      worker.postMessage([sizes, links, aspect]);
    } catch {
      sideways();
    }
  });
}

// Where a browser lets no file start a worker: columns in the given order.
function inRows(sizes, links, aspect) {
  const area = sizes.reduce((sum, size) => sum + (size.width + 90) * (size.height + 40), 0);
  const many = Math.max(1, Math.round(Math.sqrt(area * aspect) / (WIDTH + 90)));
  const columns = Array.from({ length: Math.min(many, sizes.length) }, () => []);
  sizes.forEach((_, i) => columns[i % columns.length].push(i));
  const { at, routes } = routeColumns(columns, sizes, links);
  return { at: sizes.map((_, i) => at.get(i)), routes };
}

function listen(diagram) {
  const { stage } = diagram;
  const pointers = new Map();
  let moved = 0, pinch = 0;
  stage.addEventListener("pointerdown", (e) => {
    pointers.set(e.pointerId, [e.clientX, e.clientY]);
    moved = 0;
    pinch = 0;
  });
  stage.addEventListener("pointermove", (e) => {
    const was = pointers.get(e.pointerId);
    if (!was) return;
    pointers.set(e.pointerId, [e.clientX, e.clientY]);
    moved += Math.abs(e.clientX - was[0]) + Math.abs(e.clientY - was[1]);
    if (moved > 4 && !stage.hasPointerCapture(e.pointerId)) stage.setPointerCapture(e.pointerId);
    if (pointers.size === 2) {
      const [[ax, ay], [bx, by]] = [...pointers.values()];
      const apart = Math.hypot(ax - bx, ay - by);
      const box = stage.getBoundingClientRect();
      if (pinch) diagram.zoom(apart / pinch, (ax + bx) / 2 - box.left, (ay + by) / 2 - box.top);
      pinch = apart;
    } else if (moved > 4) {
      diagram.pan(e.clientX - was[0], e.clientY - was[1]);
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    stage.addEventListener(name, (e) => pointers.delete(e.pointerId));
  }
  stage.addEventListener("click", (e) => {
    if (moved > 4) return;
    const node = e.target.closest("[data-table]");
    if (!node) return;
    diagram.focus(Number(node.dataset.table));
    diagram.select(Number(node.dataset.table));
  });
  // A page that is scrolled past stays scrollable: the wheel zooms with Ctrl, or once focus is inside.
  stage.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey && !stage.contains(document.activeElement)) return;
    e.preventDefault();
    const box = stage.getBoundingClientRect();
    const lines = e.deltaMode === 1 ? 16 : 1;
    diagram.zoom(Math.exp(-e.deltaY * lines * 0.0015), e.clientX - box.left, e.clientY - box.top);
  }, { passive: false });
  stage.addEventListener("keydown", (e) => onKey(diagram, e));
  stage.addEventListener("focusin", (e) => {
    const node = e.target.closest("[data-table]");
    if (node) diagram.focused = Number(node.dataset.table);
  });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function onKey(diagram, e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const arrow = ARROWS[e.key];
  if (arrow && e.shiftKey) diagram.pan(arrow[0] * -80, arrow[1] * -80);
  else if (arrow) {
    const next = diagram.neighbour(diagram.entry(), ...arrow);
    if (next >= 0) diagram.focus(next);
  } else if (e.key === "Enter" || e.key === " ") diagram.select(diagram.entry());
  else if (e.key === "+" || e.key === "=") diagram.zoom(1.25);
  else if (e.key === "-") diagram.zoom(0.8);
  else if (e.key === "0") diagram.fit();
  else return;
  e.preventDefault();
}
