// Whether the server answers: says so, sends what waited, and asks again less and less often.

import * as alone from "./alone.js";
import * as queue from "./queue.js";
import { Away, Refused, fetchList } from "./server.js";
import * as store from "./store.js";

const FIRST = 2_000;
const LONGEST = 20_000;
const EVERY = 60_000;
const FRESH = 300_000;

const page = document.querySelector("[data-door]");
const { list: listUrl, scans: scansUrl } = page.dataset;
// Its words are those of the page.
const door = `${document.documentElement.lang}/${page.dataset.door}`;
const words = document.querySelector("[data-words]").dataset;
const find = (name) => document.querySelector(`[data-${name}]`);

let since = 0; // without an answer, by this phone's clock
let refused = 0; // the status that asks for a sign-in, or takes the right away
let tries = 0;
let timer = 0;
let running = null;
let present = Number(page.dataset.inside) || 0;

export const isForbidden = () => refused === 403;
export const isAway = () => Boolean(since || refused);

// --- What the bar says --------------------------------------------------------------------------

const many = (count, one, several) => (count === 1 ? words[one] : alone.fill(words[several], { count }));

export async function drawLine() {
  const waiting = await queue.waiting();
  const counting = waiting.filter(({ undone }) => !undone);
  const delta = counting.reduce((sum, { kind }) => sum + (kind === "exit" ? -1 : 1), 0);
  find("present").textContent = Math.max(0, present + delta).toLocaleString(document.documentElement.lang);
  page.dataset.line = since ? "away" : "online";
  find("line-words").textContent = since ? words.offline : words.online;
  const parts = [];
  if (refused) parts.push(words[refused === 401 ? "signedOut" : "forbidden"]);
  else if (since) parts.push(alone.fill(words.awaySince, { time: alone.clock(alone.eventTime(since)) }));
  if (waiting.length) parts.push(many(waiting.length, "waitingOne", "waitingMany"));
  if (waiting.length && !(await store.isLasting())) parts.push(words.unkept);
  find("strip").hidden = !parts.length;
  find("strip-words").textContent = parts.join(" · ");
  find("sign-in").hidden = refused !== 401;
}

function announce(sentence) {
  find("line-says").textContent = sentence;
}

// --- What becomes of it -------------------------------------------------------------------------

export async function wentAway() {
  if (!since) {
    since = Date.now();
    tries = 0;
    announce(words.offline);
  }
  await drawLine();
  const wait = Math.min(LONGEST, FIRST * 2 ** tries);
  tries += 1;
  soon(wait * (0.75 + Math.random() / 2));
}

export async function cameBack(count) {
  if (Number.isInteger(count)) present = count;
  if (since) announce(words.online);
  since = refused = tries = 0;
  await drawLine();
}

// Somebody has to sign in, or may not any more: then the list goes as well.
export async function wasRefused({ status }) {
  refused = status;
  since = 0;
  if (status === 403) {
    await store.clear("lists");
    alone.useList(null);
  }
  announce(words[status === 401 ? "signedOut" : "forbidden"]);
  await drawLine();
}

// Returns whether it was one of the two that a door goes on with.
export async function follow(problem) {
  if (problem instanceof Away) await wentAway();
  else if (problem instanceof Refused && (problem.status === 401 || problem.status === 403)) await wasRefused(problem);
  else return false;
  return true;
}

// --- Catching up --------------------------------------------------------------------------------

export function soon(wait = 0) {
  clearTimeout(timer);
  timer = setTimeout(catchUp, wait);
}

// Sends what waits and fetches the list. One at a time: who asks meanwhile waits for the same.
export function catchUp() {
  running ??= work().finally(() => (running = null));
  return running;
}

// Until nothing is on its way.
export const settled = () => running ?? Promise.resolve();

async function work() {
  try {
    let count;
    await queue.sendAll(scansUrl, async (scan, result, now) => {
      count = now;
      await alone.markSent(scan);
      if (result.tone !== "ok" && scan.kind === "entry") tellTrouble(scan, result);
    });
    if (isAway() || alone.listAge() > FRESH) count = (await refreshList()) ?? count;
    await cameBack(count);
    soon(EVERY);
  } catch (problem) {
    if (await follow(problem)) return;
    if (!(problem instanceof Refused)) throw problem;
    // It answers, whatever it says: this door is gone, as the next scan will be told.
    await cameBack();
    announce(problem.message);
  }
}

async function refreshList() {
  const asked = Date.now();
  const etag = (await alone.listOf(door))?.etag;
  const list = await fetchList(listUrl, etag);
  if (list) await alone.keepList(door, list, asked);
  else await alone.touchList(asked);
  return list?.present;
}

// --- What the server says otherwise than this phone did -----------------------------------------

function tellTrouble(scan, { title, line, name }) {
  const place = find("troubles");
  const row = document.importNode(find("trouble").content, true);
  const parts = { time: alone.clock(alone.eventTime(scan.at)), name: name || words.nobody, line: [title, line].filter(Boolean).join(", ") };
  for (const [part, text] of Object.entries(parts)) row.querySelector(`[data-part="${part}"]`).textContent = text;
  find("troubles-rows").append(row);
  const count = find("troubles-rows").children.length;
  find("troubles-title").textContent = many(count, "troubleOne", "troubleMany");
  place.hidden = false;
  announce(find("troubles-title").textContent);
}

export async function startLine() {
  await alone.forgetOld();
  await alone.useList(await alone.listOf(door));
  await drawLine();
  addEventListener("online", () => soon());
  addEventListener("offline", wentAway);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) soon();
  });
  find("troubles-seen").addEventListener("click", () => {
    find("troubles").hidden = true;
    find("troubles").open = false;
    find("troubles-rows").replaceChildren();
  });
  await catchUp();
}
