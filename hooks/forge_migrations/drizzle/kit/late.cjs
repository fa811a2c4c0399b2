'use strict';
/**
 * Modules that are loaded when something of them is used. drizzle-kit asks drizzle-orm for the tables of every
 * dialect as it starts, and a schema has one: the others are half of the files that would be read.
 */

/** Stands in the place of what `make` gives, which is made when it is first looked at. */
function late(make, shell, own) {
  let kept = null;
  const real = () => (kept ??= { value: make() }).value;
  return new Proxy(shell, {
    get: (_, key) => real()[key],
    set: (_, key, value) => Reflect.set(real(), key, value),
    has: (_, key) => key in real(),
    ownKeys: () => Reflect.ownKeys(real()),
    getPrototypeOf: () => Object.getPrototypeOf(real()),
    // What its shell hasn't got can't be said to be fixed.
    getOwnPropertyDescriptor: (_, key) => withFree(Object.getOwnPropertyDescriptor(real(), key)),
    apply: (_, self, words) => Reflect.apply(real(), self, words),
    ...own(real),
  });
}

function withFree(descriptor) {
  return descriptor && { ...descriptor, configurable: true };
}

/** A function or a class of a module that isn't loaded; what it constructs is made as late. */
function lateValue(make) {
  return late(make, function () {}.bind(), (real) => ({ construct: (_, words) => lateValue(() => Reflect.construct(real(), words)) }));
}

/** The module that `load` loads. While `starting()` is true, what is taken from it loads nothing either. */
function lateModule(load, starting) {
  return late(load, {}, (real) => ({ get: (_, key) => (starting() ? lateValue(() => real()[key]) : real()[key]) }));
}

module.exports = { lateModule };
