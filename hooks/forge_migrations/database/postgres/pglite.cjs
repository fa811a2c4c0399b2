"use strict";
// PGlite behind a socket that speaks PostgreSQL's protocol: what a scratch server is otherwise.
//
// node pglite.cjs SOCKET DATA PACKAGE [EXTENSION=MODULE …]
//
// Two lines are read from standard input once PGlite is compiled: a password, and the databases that
// are there, with commas between. SOCKET is a Unix socket to make when the first is empty. Else everybody
// who can reach 127.0.0.1 has to tell it: then SOCKET is a file to write the port to, which the system
// chooses.
//
// Each database is a folder of DATA and has a worker of its own from its first connection on, which
// takes half a second: those that are told are begun at once. A worker, because
// PGlite is one session, and one that computes can't hear a cancel; its worker can be ended. The
// session is reset when the last connection leaves. Before its folder is copied a database is closed
// by a start-up packet of our own, with its name behind the code.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");
const crypto = require("node:crypto");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const v8 = require("node:v8");

const [SSL, GSS, CANCEL, CLOSE] = [80877103, 80877104, 80877102, 0x466f7267];
const [LOOPBACK, LONGEST_GREETING] = ["127.0.0.1", 10000]; // PostgreSQL's own limit

// AuthenticationCleartextPassword; what goes over loopback nobody else hears.
const ASK_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

if (isMainThread) serve(...process.argv.slice(2));
else work();

function serve(socket, data, folder, ...extensions) {
  const home = path.join(folder, "dist");
  // Functions that no run needs aren't even looked at.
  v8.setFlagsFromString("--wasm-lazy-validation");
  const wasm = new WebAssembly.Module(fs.readFileSync(path.join(home, "pglite.wasm")));
  const bundle = fs.readFileSync(path.join(home, "pglite.data"));
  const workers = new Map();
  const told = fs.readFileSync(0, "utf8").split("\n");
  if (told.length !== 3) process.exit(1); // who was to tell is gone
  const password = Buffer.from(told[0]);
  const open = password.length === 0;

  function workerOf(database) {
    let found = workers.get(database);
    if (found) return found;
    const given = { data: path.join(data, database), folder, extensions, wasm, bundle };
    const worker = new Worker(__filename, { workerData: given });
    found = { worker, sockets: new Set(), waiting: [], key: crypto.randomInt(1, 2 ** 31) };
    const failed = (words) => end(database, found, refusal("58000", words));
    worker.on("message", (answer) => found.waiting.shift()?.(answer));
    worker.on("error", (error) => failed(`PGlite ended: ${error.message}`));
    workers.set(database, found);
    return found;
  }

  function end(database, found, words) {
    workers.delete(database);
    found.worker.terminate();
    for (const each of found.sockets) each.end(words);
  }

  function close(database, then) {
    const found = workers.get(database);
    if (!found) return then();
    ask(found, null, () => {
      end(database, found);
      then();
    });
  }

  const server = net.createServer((client) => {
    let rest = Buffer.alloc(0);
    let database = null;
    let found = null;
    let start = null; // the start-up packet of who has yet to tell the password
    client.on("error", () => {});
    client.on("data", (part) => {
      rest = Buffer.concat([rest, part]);
      if (found === null && start === null) greet();
      if (found === null && start !== null) admit();
      if (found !== null) pass();
    });
    client.on("close", leave);

    function whole(at) {
      if (rest.length < at + 4) return null;
      const length = at + rest.readInt32BE(at);
      if (length < at + 4 || length > LONGEST_GREETING) client.destroy();
      else if (rest.length >= length) {
        const message = rest.subarray(0, length);
        rest = rest.subarray(length);
        return message;
      }
      return null;
    }

    function greet() {
      const message = whole(0);
      if (message === null) return;
      if (message.length < 8) return client.destroy();
      const code = message.readInt32BE(4);
      if (code === SSL || code === GSS) {
        client.write("N");
      } else if (code === CLOSE) {
        const end = message.indexOf(0, 8);
        if (!same(password, message.subarray(8, end))) return client.destroy();
        close(message.subarray(end + 1).toString(), () => client.end());
      } else if (code === CANCEL) {
        const key = message.length < 12 ? 0 : message.readInt32BE(8);
        for (const [name, each] of workers) {
          if (each.key !== key) continue;
          end(name, each, refusal("57014", "canceling statement due to user request"));
        }
        client.end();
      } else if (open) {
        enter(message);
      } else {
        start = message;
        client.write(ASK_PASSWORD);
      }
    }

    function admit() {
      const message = rest.length === 0 ? null : whole(1);
      if (message === null) return;
      if (message[0] !== 0x70 || !same(password, message.subarray(5, -1))) {
        client.end(refusal("28P01", "password authentication failed"));
        return;
      }
      enter(start);
    }

    function enter(message) {
      const words = message.subarray(8).toString().split("\0");
      database = words[words.indexOf("database") + 1];
      if (!fs.existsSync(path.join(data, database))) {
        client.end(refusal("3D000", `database "${database}" does not exist`));
        return;
      }
      found = workerOf(database);
      found.sockets.add(client);
      ask(found, message, (answer) => client.write(withKey(answer, found.key)));
    }

    function pass() {
      let at = 0;
      while (at + 5 <= rest.length && at + 1 + rest.readInt32BE(at + 1) <= rest.length) {
        const next = at + 1 + rest.readInt32BE(at + 1);
        if (rest[at] === 0x58) {
          leave();
          client.end();
          return;
        }
        at = next;
      }
      if (at === 0) return;
      const messages = rest.subarray(0, at);
      rest = rest.subarray(at);
      ask(found, messages, (answer) => client.write(answer));
    }

    function leave() {
      if (!found?.sockets.delete(client) || found.sockets.size > 0) return;
      for (const sql of ["ROLLBACK", "DISCARD ALL"]) ask(found, query(sql), () => {});
    }
  });
  for (const name of told[1].split(",").filter(Boolean)) workerOf(name);
  if (open) server.listen(socket, () => tell(path.join(path.dirname(socket), "port"), socket));
  else server.listen(0, LOOPBACK, () => tell(socket, String(server.address().port)));
}

// Whole as soon as it is there.
function tell(file, text) {
  fs.writeFileSync(`${file}.part`, text, { mode: 0o600 });
  fs.renameSync(`${file}.part`, file);
}

// Takes as long for a wrong password as for a right one.
function same(one, other) {
  return one.length === other.length && crypto.timingSafeEqual(one, other);
}

function ask(found, messages, reply) {
  found.waiting.push(reply);
  found.worker.postMessage(messages);
}

async function work() {
  const { data, folder, extensions, wasm, bundle } = workerData;
  const { PGlite } = require(folder);
  const loaded = {};
  for (const each of extensions) {
    const [name, module] = each.split("=");
    const key = name.replaceAll("-", "_");
    loaded[key] = require(module)[key];
  }
  const asked = [];
  let wake = () => {};
  parentPort.on("message", (message) => {
    asked.push(message);
    wake();
  });
  const db = await PGlite.create({
    dataDir: data,
    extensions: loaded,
    wasmModule: wasm,
    fsBundle: new Blob([bundle]),
    relaxedDurability: true,
  });
  for (;;) {
    while (asked.length === 0) await new Promise((done) => (wake = done));
    const message = asked.shift();
    if (message === null) {
      await db.close();
      parentPort.postMessage(Buffer.alloc(0));
      return;
    }
    const answer = await db.execProtocolRaw(message, { syncToFs: false });
    parentPort.postMessage(Buffer.from(answer));
  }
}

function query(sql) {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head[0] = 0x51;
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

// BackendKeyData (`K`) in front of the first ReadyForQuery: what a cancel names.
function withKey(answer, key) {
  const bytes = Buffer.from(answer);
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0x5a) {
    if (bytes[at] === 0x4b) {
      bytes.writeInt32BE(key, at + 5);
      return bytes;
    }
    at += 1 + bytes.readInt32BE(at + 1);
  }
  const told = Buffer.alloc(13);
  told[0] = 0x4b;
  told.writeInt32BE(12, 1);
  told.writeInt32BE(key, 5);
  return Buffer.concat([bytes.subarray(0, at), told, bytes.subarray(at)]);
}

function refusal(code, words) {
  const text = Buffer.from(`SERROR\0VERROR\0C${code}\0M${words}\0\0`);
  const head = Buffer.alloc(5);
  head[0] = 0x45;
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
