// What this phone let pass without the server, until the server knows. Each scan carries a nonce: however
// often it is sent, it counts once.

import { indexOf, isShort, proofOf } from "./tickets.js";
import { Refused, send, takeBack as undo } from "./server.js";
import * as store from "./store.js";

const MOST = 100;
const OLDEST = 6 * 86_400;

// A full code is put down as hashes, with which nothing of the list can be read. A short code opens
// nothing, and the server looks for it as it is. `asked`: the server may have it and was only slow to answer.
export async function putDown({ nonce, url, code, kind, forced, at, asked = false }) {
  const ticket = isShort(code) ? { code } : { index: await indexOf(code), proof: await proofOf(code) };
  await store.put("queue", { nonce, url, kind, forced, at, asked, ...ticket });
}

// Whether it still waited. What the server may have is sent all the same, and taken back there.
export async function takeBack(nonce) {
  const row = await store.get("queue", nonce);
  if (row?.asked) await store.put("queue", { ...row, undone: true });
  else if (row) await store.remove("queue", nonce);
  return Boolean(row);
}

export const waiting = () => store.all("queue");

// A clock that was set right meanwhile would make it older than the server takes, or of the future.
const age = (at) => Math.min(OLDEST, Math.max(0, (Date.now() - at) / 1000));
const forServer = ({ url, at, asked, undone, ...scan }) => ({ ...scan, age: age(at), offline: true });

// Of one door each, oldest first; one that is to be taken back is the last, so that it is before the next.
function batches(scans) {
  const found = [];
  for (const scan of scans.sort((one, other) => one.at - other.at)) {
    const last = found.at(-1);
    if (last && last[0].url === scan.url && !last.at(-1).undone && last.length < MOST) last.push(scan);
    else found.push([scan]);
  }
  return found;
}

// Sends what waits; `told(scan, result, present)` hears each answer. What waits for a door that is gone goes
// through `here`, the one that is open. Raises Away, and Refused where somebody has to sign in or `here` is gone
// as well: the rest stays for the next time.
export async function sendAll(here, told) {
  for (const batch of batches(await waiting())) {
    try {
      await sendBatch(batch, told);
    } catch (problem) {
      if (problem.status !== 404 || batch[0].url === here) throw problem;
      await sendBatch(batch.map((scan) => ({ ...scan, url: here })), told);
    }
  }
}

async function sendBatch(batch, told) {
  try {
    const { results, present } = await send(batch[0].url, batch.map(forServer));
    for (const [turn, scan] of batch.entries()) {
      if (scan.undone) await takeBackThere(scan);
      await store.remove("queue", scan.nonce);
      if (!scan.undone) await told(scan, results[turn], present);
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

async function takeBackThere({ url, nonce }) {
  try {
    await undo(url.replace("scans.json", `tickets/${nonce}/undo/`));
  } catch (problem) {
    // It never counted, the ticket was shown again since, or its door is gone.
    if (problem.status !== 409 && problem.status !== 404) throw problem;
  }
}
