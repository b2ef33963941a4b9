// Talks to the server named by the first argument with the client library named by the second one: publish and
// subscribe, wildcards, queue groups, headers, request and reply, no responders, drain. Prints "passed" at the end.
import assert from "node:assert/strict";

const [server, library] = process.argv.slice(2);
const { connect, headers } = await import(library);
const text = new TextEncoder(), plain = new TextDecoder();

// take reads n messages of a subscription.
async function take(sub, n) {
  const messages = [];
  if (n === 0) return messages;
  for await (const m of sub) {
    messages.push(m);
    if (messages.length === n) break;
  }
  return messages;
}

const a = await connect({ servers: server, name: "smoke a" });
const b = await connect({ servers: server, name: "smoke b", noEcho: true });
assert.equal(a.info.headers, true);

const plainSub = a.subscribe("news.*", { max: 3 });
const deepSub = a.subscribe("news.>", { max: 4 });
await a.flush();
for (const subject of ["news.a", "news.b.c", "news.b", "news.c"]) b.publish(subject, text.encode(subject));
assert.deepEqual((await take(plainSub, 3)).map((m) => plain.decode(m.data)), ["news.a", "news.b", "news.c"]);
assert.deepEqual((await take(deepSub, 4)).map((m) => m.subject), ["news.a", "news.b.c", "news.b", "news.c"]);

const done = [];
const workers = [a, a, b].map((nc) =>
  nc.subscribe("job", { queue: "workers", callback: (err, m) => done.push(err ?? plain.decode(m.data)) }));
await a.flush();
await b.flush();
for (let i = 0; i < 100; i++) a.publish("job", text.encode(String(i)));
await a.flush();
await b.flush();
assert.deepEqual(done.map(Number).sort((x, y) => x - y), [...Array(100).keys()]);
workers.forEach((w) => w.unsubscribe());

a.subscribe("echo", { callback: (_, m) => m.respond(m.data, { headers: m.headers }) });
await a.flush();
const h = headers();
h.append("Color", "red");
h.append("Color", "blue");
const answer = await b.request("echo", text.encode("hello"), { timeout: 5000, headers: h });
assert.equal(plain.decode(answer.data), "hello");
assert.deepEqual(answer.headers.values("Color"), ["red", "blue"]);

await assert.rejects(b.request("nobody", text.encode(""), { timeout: 5000 }), /no responders|503/i);

const large = new Uint8Array(a.info.max_payload).fill(7);
const big = a.subscribe("big", { max: 1 });
await a.flush();
b.publish("big", large);
assert.deepEqual((await take(big, 1))[0].data, large);

assert.ok((await a.rtt()) >= 0);
await b.drain();
await a.drain();
console.log("passed");
