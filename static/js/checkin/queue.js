// What this phone let pass without the server, until the server knows. Each scan carries a nonce: however
// often it is sent, it counts once.

import { indexOf, isShort } from "./tickets.js";
import { Refused, send } from "./server.js";
import * as store from "./store.js";

const MOST = 100;

// A full code is put down as a hash, with which nothing of the list can be read. A short code opens
// nothing, and the server looks for it as it is.
export async function putDown({ nonce, url, code, kind, forced, at }) {
  const ticket = isShort(code) ? { code } : { index: await indexOf(code) };
  await store.put("queue", { nonce, url, kind, forced, at, ...ticket });
}

export async function takeBack(nonce) {
  const isWaiting = Boolean(await store.get("queue", nonce));
  if (isWaiting) await store.remove("queue", nonce);
  return isWaiting;
}

export const waiting = () => store.all("queue");

const age = (at) => Math.max(0, (Date.now() - at) / 1000);
const forServer = ({ url, at, ...scan }) => ({ ...scan, age: age(at), offline: true });

// Of one door each, oldest first.
function batches(scans) {
  const found = [];
  for (const scan of scans.sort((one, other) => one.at - other.at)) {
    const last = found.at(-1);
    if (last && last[0].url === scan.url && last.length < MOST) last.push(scan);
    else found.push([scan]);
  }
  return found;
}

// Sends what waits; `told(scan, result, present)` hears each answer. Raises Away, and Refused where
// somebody has to sign in: the rest stays for the next time.
export async function sendAll(told) {
  for (const batch of batches(await waiting())) await sendBatch(batch, told);
}

async function sendBatch(batch, told) {
  try {
    const { results, present } = await send(batch[0].url, batch.map(forServer));
    for (const [turn, scan] of batch.entries()) {
      await store.remove("queue", scan.nonce);
      await told(scan, results[turn], present);
    }
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.status !== 400) throw problem;
    // One scan that the server cannot read must not hold up the others.
    if (batch.length > 1) for (const scan of batch) await sendBatch([scan], told);
    else {
      await store.remove("queue", batch[0].nonce);
      await told(batch[0], { tone: "no", title: problem.message, facts: [] });
    }
  }
}
