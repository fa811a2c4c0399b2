'use strict';
/**
 * Whether a name in a file means a column, a table or a value of a schema, asked of a TypeScript program node by
 * node: nothing else of the file is checked, which is what keeps a large one fast.
 *
 * An act is `{ kind, names, key, table, path, start, end, mark, all, filled }`. `kind` is `column` (its key is read or
 * written), `table` (its export is named), `required` (an insert leaves it out, unless it is `filled`, or a write says
 * null) or `values` (of an enum that has `all`). What it is about is declared at `path` from `start` to `end`; a column's type is `mark` there.
 */

const { ROOT } = require('./hosting.cjs');

/** Where the schema is declared: the first side's files. */
const FIRST = ROOT + '0/';
const WORD = /[\w$]/;

class Nodes {
  constructor(ts, schema, acts) {
    this.ts = ts;
    this.schema = new Set(schema);
    this.acts = acts;
  }

  /** `{ act, line, doubt }` of every place of a file that any act is asked about. */
  *places(own, source) {
    for (const [act, each] of this.acts.entries()) {
      for (const { start, doubt } of this.asked(own, source, each)) {
        yield { act, doubt, line: source.getLineAndCharacterOfPosition(start).line + 1 };
      }
    }
  }

  /** `{ start, how }` of every place of a file that the act is asked about; `doubt` where an `any` says nothing. */
  *asked(own, source, act) {
    for (const name of this.called(source.text, act)) {
      for (const start of positions(source.text, name)) {
        const node = this.at(source, start);
        this.doubt = false;
        const found = node && this.ask(own, node, act);
        if (!found && this.doubt) yield { start, doubt: true };
        if (found) yield { start: found.start ?? start, how: found.how };
      }
    }
  }

  /** The names that a file writes: a table can be imported under another one. */
  called(text, act) {
    if (act.kind === 'values') return [...act.names, ...(act.constants ?? [])];
    if (act.kind !== 'table' && act.kind !== 'required') return act.names;
    const others = [...text.matchAll(/([\w$]+)\s+as\s+([\w$]+)/g)].filter((each) => act.names.includes(each[1]));
    return [...new Set([...act.names, ...others.map((each) => each[2])])];
  }

  ask(program, node, act) {
    const { fileName } = node.getSourceFile();
    if (this.schema.has(fileName) && within(act, node)) return null;
    if (act.kind === 'column') return this.column(program.checker, node, act);
    if (act.kind === 'table') return this.table(program.checker, node, act);
    if (act.kind === 'values') return this.value(program.checker, node, act);
    return this.required(program.checker, node, act);
  }

  /** The innermost node of a position that is a name or a string. */
  at(source, start) {
    const { ts } = this;
    let found = null;
    const visit = (node) => {
      if (start < node.getFullStart() || start >= node.end) return;
      const first = node.getStart(source);
      const text = ts.isIdentifier(node) && first === start;
      const string = ts.isStringLiteralLike(node) && first + 1 === start && node.end === first + node.text.length + 2;
      if (text || string) found = node;
      else ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  }

  /** A key of an object: read, taken apart, or written where the object's type has it. */
  column(checker, node, act) {
    const { ts } = this;
    const has = (type) => (type && this.isColumn(checker, type, act) ? { how: 'used' } : null);
    const parent = node.parent;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) return has(checker.getTypeAtLocation(parent.expression));
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) return has(checker.getTypeAtLocation(parent.expression));
    if (ts.isBindingElement(parent) && (parent.propertyName ?? parent.name) === node && ts.isObjectBindingPattern(parent.parent)) return has(checker.getTypeAtLocation(parent.parent));
    if ((ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) && parent.name === node) {
      if (!ts.isObjectLiteralExpression(parent.parent)) return null;
      const wanted = checker.getContextualType(parent.parent);
      if (!wanted) this.doubt = true; // an object that is handed to an `any`
      return has(wanted) ?? this.chosen(checker, parent.parent, act);
    }
    return ts.isLiteralTypeNode(parent) ? has(this.named(checker, parent)) : null;
  }

  /** `columns: { email: true }` of `db.query.x.findMany`, at any depth of `with`: what comes back has the column. */
  chosen(checker, object, act) {
    const { ts } = this;
    const path = [];
    let here = object.parent;
    if (!ts.isPropertyAssignment(here) || here.name.text !== 'columns') return null;
    for (here = here.parent.parent; ts.isPropertyAssignment(here); here = here.parent.parent) if (here.name.text !== 'with') path.unshift(here.name.text);
    if (!ts.isCallExpression(here) || !/^find(?:Many|First)$/.test(here.expression.name?.text ?? '')) return null;
    const made = checker.getTypeAtLocation(here);
    const given = made.target ? checker.getTypeArguments(made) : [];
    return given.some((each) => this.isColumn(checker, this.inside(checker, each, path), act)) ? { how: 'used' } : null;
  }

  inside(checker, type, path) {
    const row = checker.getNonNullableType(type);
    const one = checker.getIndexTypeOfType(row, this.ts.IndexKind.Number) ?? row;
    const property = path.length ? checker.getPropertyOfType(one, path[0]) : null;
    return property ? this.inside(checker, checker.getTypeOfSymbol(property), path.slice(1)) : one;
  }

  /** The type whose key a literal type names: `Row['email']`, `Pick<Row, 'id' | 'email'>`. */
  named(checker, literal) {
    const { ts } = this;
    const over = ts.isUnionTypeNode(literal.parent) ? literal.parent.parent : literal.parent;
    if (ts.isIndexedAccessTypeNode(over)) return checker.getTypeFromTypeNode(over.objectType);
    if (ts.isTypeReferenceNode(over) && (over.typeArguments?.length ?? 0) > 1) return checker.getTypeFromTypeNode(over.typeArguments[0]);
    return null;
  }

  /** True where a type's property of the key is the act's column: declared there, or of its marked type. */
  isColumn(checker, type, act) {
    const bare = checker.getNonNullableType(type);
    if (bare.flags & (this.ts.TypeFlags.Any | this.ts.TypeFlags.Unknown)) this.doubt = true;
    if (bare.flags & (this.ts.TypeFlags.Any | this.ts.TypeFlags.Never)) return false;
    for (const part of bare.isUnion() ? bare.types : [bare]) {
      const property = checker.getPropertyOfType(checker.getApparentType(part), act.key);
      const places = property?.declarations ?? [];
      if (places.some((each) => within(act, each))) return true;
      if (property && !places.some((each) => each.getSourceFile().fileName.startsWith(ROOT)) && this.marked(checker, checker.getTypeOfSymbol(property), act)) return true;
    }
    return false;
  }

  marked(checker, type, act, deep = 0) {
    if (type.symbol?.name === act.mark) return true;
    const parts = type.isUnionOrIntersection() ? type.types : [];
    const inner = deep < 2 ? [...(type.aliasTypeArguments ?? []), ...(checker.isArrayType?.(type) ? checker.getTypeArguments(type) : [])] : [];
    return parts.some((each) => this.marked(checker, each, act, deep)) || inner.some((each) => this.marked(checker, each, act, deep + 1));
  }

  /** The table by its export, in whatever a name of it stands for, or as a key of `db.query`. */
  table(checker, node, act) {
    const { ts } = this;
    const parent = node.parent;
    if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) return null;
    if (this.isTable(checker, node, act)) return { how: 'named' };
    if (ts.isPropertyAssignment(parent) && parent.name === node) return this.related(checker, parent, act);
    if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return null;
    const type = checker.getTypeAtLocation(parent.expression);
    if (type.flags & ts.TypeFlags.Any) return this.queried(parent) ? { how: 'queried' } : null;
    const property = checker.getPropertyOfType(type, act.table);
    const declared = property?.declarations ?? [];
    const apart = property && parent.expression.name?.text === 'query' && !declared.some((each) => each.getSourceFile().fileName.startsWith(ROOT));
    return declared.some((each) => within(act, each.name ?? each)) || apart ? { how: 'queried' } : null;
  }

  /** `db.query.users.findFirst(…)`, which nothing else writes, where `db` comes from a package that isn't installed. */
  queried(member) {
    const { ts } = this;
    const { parent } = member;
    const found = ts.isPropertyAccessExpression(parent) && parent.expression === member && /^find(?:Many|First)$/.test(parent.name.text);
    return found && ts.isCallExpression(parent.parent) && member.expression.name?.text === 'query';
  }

  /** A key of what `defineRelations(schema, (r) => ({ users: … }))` is given. */
  related(checker, property, act) {
    const { ts } = this;
    let here = property.parent.parent;
    while (ts.isParenthesizedExpression(here) || ts.isReturnStatement(here) || ts.isBlock(here) || ts.isArrowFunction(here)) here = here.parent;
    if (!ts.isCallExpression(here) || !/^defineRelations(?:Part)?$/.test(here.expression.text ?? '')) return null;
    const meant = checker.getPropertyOfType(checker.getTypeAtLocation(here.arguments[0]), act.table);
    return meant?.declarations?.some((each) => within(act, each.name ?? each)) ? { how: 'named' } : null;
  }

  isTable(checker, node, act) {
    const { ts } = this;
    let symbol = ts.isShorthandPropertyAssignment(node.parent) ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    const declared = symbol?.valueDeclaration;
    return Boolean(declared && ts.isVariableDeclaration(declared) && within(act, declared.name));
  }

  /** An insert whose rows lack the column, or a write that says null. */
  required(checker, node, act) {
    const { ts } = this;
    const named = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
    const call = named.parent;
    if (!ts.isCallExpression(call) || call.arguments[0] !== named) return null;
    const verb = call.expression.name?.text;
    if ((verb !== 'insert' && verb !== 'update') || !this.isTable(checker, node, act)) return null;
    const chained = call.parent;
    if (!ts.isPropertyAccessExpression(chained) || !ts.isCallExpression(chained.parent)) return null;
    const name = chained.name.text;
    const rows = chained.parent.arguments[0];
    if (!rows || !(verb === 'insert' ? name === 'values' : name === 'set')) return null;
    let type = checker.getTypeAtLocation(rows);
    type = checker.getIndexTypeOfType?.(type, ts.IndexKind.Number) ?? type;
    if (type.flags & ts.TypeFlags.Any) this.doubt = true;
    if (type.flags & ts.TypeFlags.Any) return null;
    const property = checker.getPropertyOfType(type, act.key);
    if (!property) return verb === 'insert' && !act.filled && !hasIndex(checker, type) ? { how: 'lacks', certain: true, start: rows.getStart() } : null;
    const value = checker.getTypeOfSymbolAtLocation(property, rows);
    const parts = value.isUnion() ? value.types : [value];
    const optional = property.flags & ts.SymbolFlags.Optional || parts.some((each) => each.flags & ts.TypeFlags.Undefined);
    const nothing = parts.some((each) => each.flags & ts.TypeFlags.Null);
    if ((verb === 'insert' && optional && !act.filled) || nothing) return { how: nothing ? 'null' : 'lacks', certain: true, start: rows.getStart() };
    return null;
  }

  /** A string where a value of the enum is meant, or a constant that is one. */
  value(checker, node, act) {
    const { ts } = this;
    const written = ts.isStringLiteralLike(node);
    const whole = !written && ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
    if (!ts.isExpression(whole) || (!written && !act.names.includes(checker.getTypeAtLocation(whole).value))) return null;
    const parent = whole.parent;
    let type = null;
    if (ts.isBinaryExpression(parent)) type = checker.getTypeAtLocation(parent.left === whole ? parent.right : parent.left);
    else if (ts.isCaseClause(parent)) type = checker.getTypeAtLocation(parent.parent.parent.expression);
    else type = checker.getContextualType(whole);
    if (!type || type.flags & ts.TypeFlags.Any) this.doubt = true;
    const parts = type?.isUnion() ? type.types.filter((each) => each.isStringLiteral()).map((each) => each.value) : [];
    return act.all.length > 0 && act.all.every((each) => parts.includes(each)) ? { how: 'used' } : null;
  }
}

/** True for a node that stands where the act's subject is declared. */
function within(act, node) {
  if (node.getSourceFile().fileName !== FIRST + act.path) return false;
  return node.getStart() >= act.start && node.end <= act.end;
}

function hasIndex(checker, type) {
  return checker.getIndexInfosOfType ? checker.getIndexInfosOfType(type).length > 0 : false;
}

/** Where the name stands as a whole word. */
function* positions(text, name) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!WORD.test(text[at - 1] ?? ' ') && !WORD.test(text[at + name.length] ?? ' ')) yield at;
  }
}

module.exports = { Nodes };
