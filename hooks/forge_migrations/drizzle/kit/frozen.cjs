'use strict';
/**
 * A clock and dice that give the same at every load, and tell when they were asked.
 *
 * A schema whose default is `Date.now()` or `nanoid()` means another thing each time it is loaded. Loaded
 * with a second clock and other dice, what differs is what was computed.
 */

const crypto = require('node:crypto');

/** Two moments that share no year, month, day, hour, minute or second, each so long ago that no migration has it. */
const STARTS = [Date.UTC(1991, 1, 3, 4, 5, 6, 701), Date.UTC(1987, 10, 19, 20, 41, 52, 223)];
const SEEDS = [0x2545f491, 0x6c078965];

/** `{ Date, random, bytes, fill, uuid, given, now }` of a load; `round` 0 or 1, `touch()` is called at each use. */
function frozen(round, touch) {
  let clock = STARTS[round];
  let state = SEEDS[round];
  const given = new Set();
  const now = () => (touch(), (clock += 1)); // whoever waits for it to pass ends
  const word = () => {
    state ^= state << 13; // xorshift32: https://www.jstatsoft.org/article/view/v008i14
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const random = () => (touch(), word() / 2 ** 32);
  const fill = (into, offset = 0, size = undefined) => {
    touch();
    const view = ArrayBuffer.isView(into) ? new Uint8Array(into.buffer, into.byteOffset, into.byteLength) : new Uint8Array(into);
    for (let at = offset; at < (size === undefined ? view.length : offset + size); at += 1) view[at] = word() >>> 24;
    return into;
  };
  const bytes = (count, then) => {
    const made = fill(Buffer.alloc(count));
    return typeof then === 'function' ? then(null, made) : made;
  };
  const uuid = () => {
    const hex = bytes(16).toString('hex');
    const made = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    given.add(made);
    return made;
  };
  const whole = (low, high) => {
    const [from, to] = typeof high === 'number' ? [low, high] : [0, low];
    return from + Math.floor(random() * (to - from));
  };
  const time = new Proxy(Date, {
    construct: (target, given, as) => Reflect.construct(target, given.length ? given : [now()], as === time ? target : as),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : target[key]),
  });
  const since = () => now() - STARTS[round] + 1000.25 * (1 + round);
  const hrtime = Object.assign(() => [Math.floor(since() / 1000), word() % 1e9], { bigint: () => BigInt(now()) * 1000000n });
  return { Date: time, random, bytes, fill, uuid, given, whole, now: since, hrtime };
}

/** Node's `crypto`, or the Web's, with these dice in it. */
function withDice(real, dice) {
  const own = { randomUUID: dice.uuid, randomBytes: dice.bytes, pseudoRandomBytes: dice.bytes, randomFillSync: dice.fill, randomInt: dice.whole, getRandomValues: (into) => dice.fill(into) };
  return new Proxy(real, {
    get(target, key) {
      if (key in own && key in target) return own[key];
      if (key === 'webcrypto' && target.webcrypto) return withDice(target.webcrypto, dice);
      const value = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Runs `go` while this process's own clock and dice are these ones: installed packages see no others. */
async function whileFrozen(dice, go) {
  const web = Object.getPrototypeOf(crypto.webcrypto); // its own properties can't be redefined, these can
  const places = [
    [globalThis, 'Date', dice.Date],
    [Math, 'random', dice.random],
    [performance, 'now', dice.now],
    [web, 'getRandomValues', (into) => dice.fill(into)],
    [web, 'randomUUID', dice.uuid],
    [crypto, 'randomUUID', dice.uuid],
    [crypto, 'randomBytes', dice.bytes],
    [crypto, 'randomFillSync', dice.fill],
    [crypto, 'randomInt', dice.whole],
  ];
  const changeable = ([holder, name]) => Object.getOwnPropertyDescriptor(holder, name)?.configurable !== false;
  const kept = places.map(([holder, name]) => Object.getOwnPropertyDescriptor(holder, name));
  try {
    for (const [holder, name, value] of places.filter(changeable)) Object.defineProperty(holder, name, { value, configurable: true, writable: true });
    return await go();
  } finally {
    for (const [index, [holder, name]] of places.entries()) {
      if (!changeable([holder, name])) continue;
      if (kept[index]) Object.defineProperty(holder, name, kept[index]);
      else delete holder[name];
    }
  }
}

module.exports = { frozen, withDice, whileFrozen };
