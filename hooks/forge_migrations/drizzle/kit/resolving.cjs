'use strict';
/** Which file of a Tree an import means. Paths are relative to the repository's root, with `/`. */

const posix = require('node:path').posix;

const SCRIPTS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
/** TypeScript lets an import name the file that will be compiled: https://www.typescriptlang.org/docs/handbook/modules/reference.html#file-extension-substitution */
const SOURCES = { '.js': ['.ts', '.tsx', '.js', '.jsx'], '.jsx': ['.tsx', '.jsx'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] };
const BUILT = /^(\.\/)?(dist|build|lib|out|esm|cjs|es|\.output)\//;
const ORDER = ['source', 'development', 'bun', 'node', 'import', 'module', 'require', 'default', 'types'];

/** `first(paths)` answers the first of the paths that is a file of the Tree, or null. */
class Resolver {
  constructor({ first, text, workspace, generated, cwd }) {
    Object.assign(this, { first, text, workspace, generated, cwd });
    this.folders = new Map();
    this.made = new Set();
    this.json = new Map();
  }

  /** The path of a file of the Tree; null when no file of the Tree is meant or exists. */
  resolve(specifier, importer) {
    const name = specifier.replace(/[?#](?=[^/]*$).*$/, (tail) => (specifier.startsWith('#') && tail === specifier ? tail : ''));
    const folder = posix.dirname(importer);
    if (/^\.\.?(\/|$)/.test(name)) return this.file(posix.join(folder, name));
    if (name.startsWith('#')) {
      const inner = this.imports(name, folder);
      if (inner) return inner;
    }
    return this.alias(name, folder) ?? this.alias(name, this.cwd || '.') ?? this.package(name) ?? this.madeAlias(name, folder);
  }

  /** The file that a path without regard to its extension means. */
  file(path, indexes = true) {
    if (path.startsWith('..')) return null;
    const clean = path === '.' ? '' : path.replace(/\/$/, '');
    const ext = posix.extname(clean);
    const stem = clean.slice(0, clean.length - ext.length);
    const wanted = SOURCES[ext] ? SOURCES[ext].map((each) => stem + each) : clean ? [clean] : [];
    if (clean) wanted.push(...SCRIPTS.map((each) => clean + each), clean + '.json');
    if (indexes) wanted.push(...SCRIPTS.map((each) => (clean ? clean + '/' : '') + 'index' + each));
    if (clean) wanted.push((SOURCES[ext] ? stem : clean) + '.d.ts');
    return this.first([...new Set(wanted)]);
  }

  /** The JSON of a file of the Tree with comments and trailing commas taken out; null when absent. */
  parsed(path) {
    if (!this.json.has(path)) {
      let value = null;
      if (this.first([path])) {
        value = jsonOf(this.text(path));
      }
      this.json.set(path, value);
    }
    return this.json.get(path);
  }

  /** (folder, JSON) of the nearest file of that name at or above a folder. */
  nearest(name, folder) {
    for (let here = folder; ; here = posix.dirname(here)) {
      const path = here === '.' ? name : posix.join(here, name);
      const value = this.parsed(path);
      if (value) return { folder: here, value, path };
      if (here === '.' || here === '' || here === '/') return null;
    }
  }

  /** `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json: https://www.typescriptlang.org/tsconfig/#paths */
  alias(name, folder) {
    for (const { base, paths, bare } of this.aliases(folder)) {
      const hit = bestPattern(Object.keys(paths), name);
      for (const target of hit ? paths[hit.pattern] : []) {
        const found = this.file(posix.join(base, target.replace('*', hit.star)));
        if (found) return found;
      }
      if (bare) {
        const found = this.file(posix.join(bare, name));
        if (found) return found;
      }
    }
    return null;
  }

  /** By what a framework wrote into the work tree, where git ignores it: for aliases that it doesn't have by itself. */
  madeAlias(name, folder) {
    this.aliases(folder);
    for (const file of this.made) {
      if (!this.json.has('made:' + file)) this.json.set('made:' + file, jsonOf(this.generated(file)));
      const { paths, baseUrl } = this.json.get('made:' + file)?.compilerOptions ?? {};
      const hit = bestPattern(Object.keys(paths ?? {}), name);
      for (const target of hit ? paths[hit.pattern] : []) {
        const found = this.file(posix.join(posix.dirname(file), baseUrl ?? '.', target.replace('*', hit.star)));
        if (found) return found;
      }
    }
    return null;
  }

  aliases(folder) {
    if (!this.folders.has(folder)) {
      const near = this.nearest('tsconfig.json', folder) ?? this.nearest('jsconfig.json', folder);
      const found = near ? [this.options(near.path, near.value, new Set())] : [];
      for (const each of near?.value.references ?? []) {
        const path = posix.join(near.folder, each.path ?? '');
        const file = path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json');
        const usual = usualAliases(file);
        if (usual && !this.first([file])) {
          this.made.add(file);
          found.push({ ...usual, bare: null });
        }
        const value = posix.dirname(file) === near.folder ? this.parsed(file) : null;
        if (value) found.push(this.options(file, value, new Set()));
      }
      this.folders.set(folder, found.filter(Boolean));
    }
    return this.folders.get(folder);
  }

  options(path, value, above) {
    if (above.has(path)) return { base: '.', paths: {}, bare: null };
    above.add(path);
    const here = posix.dirname(path);
    let result = { base: here, paths: {}, bare: null };
    for (const parent of [value.extends ?? []].flat()) {
      const file = this.extended(parent, here);
      const inner = file && this.parsed(file);
      const usual = !inner && usualAliases(posix.join(here, parent));
      if (usual) {
        this.made.add(posix.join(here, parent.endsWith('.json') ? parent : parent + '.json'));
        result = { base: usual.base, paths: { ...result.paths, ...usual.paths }, bare: result.bare };
      }
      if (inner) {
        const got = this.options(file, inner, above);
        result = { base: Object.keys(got.paths).length ? got.base : result.base, paths: { ...result.paths, ...got.paths }, bare: got.bare ?? result.bare };
      }
    }
    const own = value.compilerOptions ?? {};
    if (own.baseUrl !== undefined) {
      result.bare = posix.join(here, own.baseUrl);
      result.base = result.bare;
    }
    if (own.paths) {
      result.paths = own.paths;
      result.base = own.baseUrl !== undefined ? result.bare : (result.bare ?? here);
    }
    return result;
  }

  extended(name, here) {
    if (/^\.\.?(\/|$)/.test(name)) {
      const path = posix.join(here, name);
      return this.first([path, path + '.json', posix.join(path, 'tsconfig.json')]);
    }
    const split = packageName(name);
    const folder = this.workspace(split.name);
    if (folder === null) return null;
    const path = posix.join(folder || '.', split.rest || 'tsconfig.json');
    return this.first([path, path + '.json']);
  }

  /** A package of the workspace by its name: `exports`, else `source`, `module`, `main`, `types`, else its sources. */
  package(name) {
    const split = packageName(name);
    const folder = split.name ? this.workspace(split.name) : null;
    if (folder === null) return null;
    const manifest = this.parsed(posix.join(folder || '.', 'package.json').replace(/^\.\//, '')) ?? {};
    return this.inPackage(folder || '.', manifest, split.rest);
  }

  inPackage(folder, manifest, rest) {
    const targets = [];
    if (manifest.exports !== undefined) targets.push(...exported(manifest.exports, rest ? './' + rest : '.'));
    if (!rest) targets.push(...['source', 'module', 'main', 'types', 'typings'].map((key) => manifest[key]).filter((each) => typeof each === 'string'));
    const written = targets.filter((each) => !/\.d\.[cm]?ts$/.test(each));
    for (const target of written) {
      const found = this.exact(posix.join(folder, target));
      if (found) return found;
    }
    for (const target of [...written, ...targets]) {
      const found = this.unbuilt(folder, target);
      if (found) return found;
    }
    const sources = rest ? [rest, 'src/' + rest] : ['src/index', 'index', 'src/main'];
    for (const each of sources) {
      const found = this.file(posix.join(folder, each));
      if (found) return found;
    }
    return null;
  }

  exact(path) {
    const ext = posix.extname(path);
    return ext && ext !== '.json' ? this.file(path, false) : this.file(path);
  }

  /** `dist/schema.js` of a package that isn't built is `src/schema.ts`. */
  unbuilt(folder, target) {
    if (!BUILT.test(target)) return null;
    const plain = target.replace(BUILT, '').replace(/(\.d)?\.[cm]?[jt]sx?$/, '');
    const inner = plain.replace(/^(esm|cjs|es|src|types)\//, '');
    for (const each of [`src/${plain}`, plain, `src/${inner}`, inner]) {
      const found = this.file(posix.join(folder, each));
      if (found) return found;
    }
    return null;
  }

  /**
   * What the import map of the nearest deno.json makes of a specifier: `{file}` or `{name}`, null where
   * it has none: https://docs.deno.com/runtime/fundamentals/modules/#managing-third-party-modules-and-libraries
   */
  mapped(name, importer) {
    for (let here = posix.dirname(importer); ; here = posix.dirname(here)) {
      const path = this.first(['deno.json', 'deno.jsonc'].map((each) => (here === '.' ? each : posix.join(here, each))));
      const target = path && this.target(name, path);
      if (target) return /^\.{0,2}\//.test(target.name) ? { file: this.file(posix.join(target.folder, target.name)) } : { name: target.name };
      if (here === '.' || here === '/') return null;
    }
  }

  target(name, path) {
    const own = this.parsed(path) ?? {};
    const apart = typeof own.importMap === 'string' ? posix.join(posix.dirname(path), own.importMap) : null;
    for (const [file, map] of [[path, own.imports], [apart, apart && this.parsed(apart)?.imports]]) {
      const keys = Object.keys(map ?? {}).filter((key) => key === name || (key.endsWith('/') && name.startsWith(key)));
      const key = keys.sort((a, b) => b.length - a.length)[0];
      if (key !== undefined && typeof map[key] === 'string') return { name: map[key] + name.slice(key.length), folder: posix.dirname(file) };
      const whole = Object.keys(map ?? {}).find((each) => name.startsWith(each + '/') && /^(npm|jsr):/.test(map[each]));
      if (whole !== undefined) return { name: plain(map[whole]) + name.slice(whole.length), folder: posix.dirname(file) };
    }
    return null;
  }

  /** `#name` by the `imports` of the nearest package.json: https://nodejs.org/api/packages.html#subpath-imports */
  imports(name, folder) {
    const near = this.nearest('package.json', folder);
    for (const target of near?.value.imports ? exported(near.value.imports, name) : []) {
      const found = target.startsWith('.') ? this.exact(posix.join(near.folder, target)) ?? this.unbuilt(near.folder, target) : this.package(target);
      if (found) return found;
    }
    return null;
  }
}

/**
 * What a specifier of Deno or of a CDN means among npm's packages: `npm:drizzle-orm@0.45/pg-core`,
 * `jsr:@std/dotenv@1/load`, `https://esm.sh/drizzle-orm@0.45/pg-core`; any other one is itself.
 * https://docs.deno.com/runtime/fundamentals/modules/
 */
function plain(specifier) {
  const found = /^(?:npm:|jsr:|https?:\/\/(?:esm\.sh|unpkg\.com|cdn\.jsdelivr\.net\/npm|cdn\.skypack\.dev)\/)\/?((?:@[^/@]+\/)?[^/@?]+)(?:@[^/?]*)?(\/[^?]*)?/.exec(specifier);
  return found ? found[1] + (found[2] ?? '').replace(/\/$/, '') : specifier;
}

/** `@a/b/c` -> name `@a/b`, rest `c`. */
function packageName(specifier) {
  const parts = specifier.split('/');
  const count = specifier.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, count).join('/'), rest: parts.slice(count).join('/') };
}

function bestPattern(patterns, name) {
  let best = null;
  for (const pattern of patterns) {
    const [head, tail] = pattern.split('*');
    if (tail === undefined) {
      if (pattern === name) return { pattern, star: '' };
    } else if (name.startsWith(head) && name.endsWith(tail) && name.length >= head.length + tail.length) {
      if (!best || head.length > best.length) best = { pattern, star: name.slice(head.length, name.length - tail.length), length: head.length };
    }
  }
  return best;
}

/** Every target that `exports` (or `imports`) gives for a subpath, the conditions that name sources first. */
function exported(exports, subpath) {
  if (typeof exports === 'string' || Array.isArray(exports)) return subpath === '.' ? targetsOf(exports) : [];
  const keys = Object.keys(exports ?? {});
  if (!keys.some((key) => key.startsWith('.') || key.startsWith('#'))) return subpath === '.' ? targetsOf(exports) : [];
  const hit = bestPattern(keys, subpath);
  return hit ? targetsOf(exports[hit.pattern]).map((each) => each.replaceAll('*', hit.star)) : [];
}

function targetsOf(value) {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(targetsOf);
  if (!value) return [];
  const rank = (key) => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);
  return Object.keys(value).sort((a, b) => rank(a) - rank(b)).flatMap((key) => targetsOf(value[key]));
}

/**
 * The aliases that a framework writes into its own tsconfig.json by itself; null for any other file. They
 * need no work tree in which the framework has run.
 * https://nuxt.com/docs/4.x/api/nuxt-config#alias, https://svelte.dev/docs/kit/$lib, https://wxt.dev/guide/essentials/project-structure
 */
function usualAliases(file) {
  const found = /^(.*\/|)\.(nuxt|svelte-kit|wxt)\/tsconfig(\.\w+)?(\.json)?$/.exec(file);
  if (!found) return null;
  const both = (names, ...targets) => names.flatMap((name) => [[name, targets], [name + '/*', targets.map((each) => each + '/*')]]);
  const own = {
    nuxt: [...both(['~', '@'], './app', '.', './src'), ...both(['~~', '@@'], '.'), ...both(['#shared'], './shared'), ...both(['#server'], './server')],
    'svelte-kit': both(['$lib'], './src/lib'),
    wxt: [...both(['@', '~'], '.', './src'), ...both(['@@', '~~'], '.')],
  };
  return { base: found[1] || '.', paths: Object.fromEntries(own[found[2]]) };
}

function jsonOf(text) {
  try {
    return JSON.parse(withoutComments(text));
  } catch {
    return null;
  }
}

/** tsconfig.json is JSON with comments and trailing commas. */
function withoutComments(text) {
  const bare = text.replace(/^\ufeff/, '').replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) => (found[0] === '"' ? found : ' '));
  return bare.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? '' : found));
}

module.exports = { Resolver, packageName, plain };
