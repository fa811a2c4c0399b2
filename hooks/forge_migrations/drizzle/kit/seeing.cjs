'use strict';
/**
 * Which files of a Tree can see a schema: by import, re-export, alias of a tsconfig.json or workspace package.
 *
 * Nothing is run. A specifier is what stands behind `from`, `import` or `require`; comments that hold one make
 * a file seem to see more than it does, which costs time and names no place.
 */

const { Resolver } = require('./resolving.cjs');

const SPECIFIER = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g;
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Texts of a Tree by path, asked for in batches; each is held once. */
class Texts {
  constructor(ask) {
    this.ask = ask;
    this.held = new Map();
  }

  load(paths) {
    const wanted = [...new Set(paths)].filter((path) => !this.held.has(path));
    for (let at = 0; at < wanted.length; at += 400) {
      const some = wanted.slice(at, at + 400);
      const answer = this.ask({ ask: 'texts', paths: some });
      for (const [index, path] of some.entries()) this.held.set(path, answer.texts[index] ?? '');
    }
  }

  get(path) {
    if (!this.held.has(path)) this.load([path]);
    return this.held.get(path);
  }
}

class Imports {
  /** `files` is a Set of the Tree's code and JSON; `workspace` has the folder of each of its packages. */
  constructor({ files, workspace, cwd, texts }) {
    this.texts = texts;
    this.resolver = new Resolver({
      first: (paths) => paths.find((path) => files.has(path)) ?? null,
      text: (path) => texts.get(path),
      workspace: (name) => workspace[name] ?? null,
      generated: () => null,
      cwd,
    });
    this.known = new Map();
    this.resolved = new Map();
  }

  /** Specifier -> path of the Tree, null for another package. */
  of(path) {
    if (!this.known.has(path)) {
      const found = new Map();
      for (const match of this.texts.get(path).matchAll(SPECIFIER)) {
        if (!found.has(match[2])) found.set(match[2], this.resolve(match[2], path));
      }
      this.known.set(path, found);
    }
    return this.known.get(path);
  }

  resolve(specifier, importer) {
    const folder = importer.slice(0, importer.lastIndexOf('/') + 1);
    const key = folder + '\0' + specifier;
    if (!this.resolved.has(key)) {
      let found = null;
      try {
        found = this.resolver.resolve(specifier, importer);
      } catch {
        found = null;
      }
      this.resolved.set(key, found && SCRIPT.test(found) ? found : null);
    }
    return this.resolved.get(key);
  }

  /** Everything that the starts import within so many steps, a batch of texts at a time; at most `most` files. */
  walk(starts, steps, most) {
    const seen = new Set(starts);
    let level = [...seen];
    for (let step = 0; step < steps && level.length && seen.size <= most; step += 1) {
      this.texts.load(level);
      const next = [];
      for (const path of level) {
        for (const target of this.of(path).values()) {
          if (target && !seen.has(target)) {
            seen.add(target);
            next.push(target);
          }
        }
      }
      level = next;
    }
    return seen;
  }

  /** How many imports each of the files is away from the targets, of those that reach one. */
  distances(files, targets) {
    const importers = new Map();
    for (const path of files) {
      for (const target of this.known.get(path)?.values() ?? []) {
        if (!target) continue;
        if (!importers.has(target)) importers.set(target, []);
        importers.get(target).push(path);
      }
    }
    const found = new Map(targets.map((path) => [path, 0]));
    for (const path of found.keys()) {
      for (const importer of importers.get(path) ?? []) if (!found.has(importer)) found.set(importer, found.get(path) + 1);
    }
    return found;
  }
}

module.exports = { Texts, Imports };
