// What a phone without a connection says of a ticket: what the sealed list says, and what went through
// this phone since. Nothing here is sent; `letsPass` tells whether there is something to send.

import { indexOf, isShort, open } from "./tickets.js";
import * as store from "./store.js";

const DAY = 86_400_000;

const words = document.querySelector("[data-words]")?.dataset ?? {};
const language = document.documentElement.lang;
const timeZone = document.querySelector("[data-door]").dataset.zone;

export function fill(sentence, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence ?? "");
}

const dayOf = (moment) => new Date(moment).toLocaleDateString("en-CA", { timeZone });

// The time of the event’s zone as the pages write it: 8 h 41, 8:41.
export function clock(moment) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone });
  const [hour, minute] = parts.format(moment).split(":");
  if (language !== "fr") return `${Number(hour)}:${minute}`;
  return `${Number(hour)}\u202fh${minute === "00" ? "" : `\u202f${minute}`}`;
}

// --- The list -----------------------------------------------------------------------------------

let list = null;

// `skew`: by how much the event's clock is ahead of this phone's, whatever the phone believes.
export function useList(row) {
  list = row ? { ...row, entries: new Map(row.entries) } : null;
}

export async function keepList(door, { made_at, entries, etag, words: strangers }, asked) {
  const madeAt = Date.parse(made_at);
  const row = { door, madeAt, skew: madeAt - asked, asked, entries, etag, words: strangers };
  await store.put("lists", row);
  useList(row);
  // What the server knew when it made the list is in it.
  for (const passage of await store.all("passages")) {
    if (passage.sentAt && passage.sentAt < asked) await store.remove("passages", passage.index);
  }
}

// What nobody refreshed for a day serves no door any more.
export async function forgetOld() {
  const since = Date.now() - DAY;
  for (const row of await store.all("lists")) if (row.asked < since) await store.remove("lists", row.door);
  for (const { index, sentAt } of await store.all("passages")) {
    if (sentAt && sentAt < since) await store.remove("passages", index);
  }
}

// It is still the one that the server has.
export async function touchList(asked) {
  if (!list) return;
  list.asked = asked;
  await store.put("lists", { ...list, entries: [...list.entries] });
}

export const listOf = (door) => store.get("lists", door);
export const listAge = () => (list ? Date.now() - list.asked : Infinity);
export const eventTime = (moment = Date.now()) => moment + (list?.skew ?? 0);

// --- What went through this phone ---------------------------------------------------------------

export async function notePassage(code, kind, { sent }) {
  const index = await indexOf(code);
  const before = await store.get("passages", index);
  await store.put("passages", { index, kind, at: eventTime(), sentAt: sent ? Date.now() : 0 });
  return before;
}

export async function forgetPassage(code, before) {
  if (before) await store.put("passages", before);
  else await store.remove("passages", await indexOf(code));
}

export async function markSent(scan) {
  const passage = scan.index && (await store.get("passages", scan.index));
  if (passage && !passage.sentAt) await store.put("passages", { ...passage, sentAt: Date.now() });
}

// --- What to say --------------------------------------------------------------------------------

const nobody = { name: "", organisation: "", facts: [], hint: "" };

const say = (key, tone, icon, values = {}) => ({
  ...nobody,
  outcome: key,
  tone,
  icon,
  title: words[`${key}Title`],
  line: fill(words[`${key}Line`], values),
  hint: words[`${key}Hint`] ?? "",
});

export async function decide({ code, kind, forced }) {
  const index = await indexOf(code);
  const sealed = list?.entries.get(index);
  const person = sealed ? await open(code, sealed) : null;
  const before = await store.get("passages", index);
  // Everybody begins the day outside.
  const passage = before && dayOf(before.at) === dayOf(eventTime()) ? before : null;
  return { ...judge({ code, kind, forced, sealed, person, passage }), alone: true };
}

function judge({ code, kind, forced, sealed, person, passage }) {
  const who = person ? { name: person.name, organisation: person.organisation, facts: person.facts } : {};
  const pass = (key, icon) => ({ ...say(key, "ok", icon), ...who, letsPass: true, actions: ["undo"] });
  if (kind === "exit") return { ...pass("left", "log-out"), facts: [] };
  if (forced) return pass("letIn", "log-in");
  if (passage?.kind === "entry") {
    const already = say("already", "again", "history", { time: clock(passage.at) });
    return { ...already, ...who, letsPass: false, actions: ["let_in", "call"] };
  }
  if (!person) return stranger(code, sealed);
  // Inside by the list, but this phone saw the person leave since.
  if (person.outcome === "already_in" && passage?.kind === "exit") {
    return { ...pass("welcome", "circle-check"), facts: withArrival(person.facts.slice(0, 1)) };
  }
  const facts = person.outcome === "welcome" ? withArrival(person.facts) : person.facts;
  return { ...nobody, ...person, facts, letsPass: person.tone === "ok" };
}

// The list does not hold the hour: it would be another list every minute.
const withArrival = ([way, ...rest]) => [way, [words.arrival, clock(eventTime())], ...rest];

function stranger(code, sealed) {
  const turned = { letsPass: false, actions: ["let_in", "call"] };
  if (sealed === "" && list.words?.replaced) return { ...list.words.replaced, letsPass: false };
  if (isShort(code)) return { ...say("short", "again", "keyboard"), ...turned };
  if (!list) return { ...say("blind", "again", "wifi-off"), ...turned };
  return { ...say("unknown", "no", "circle-x", { time: clock(list.madeAt) }), ...turned };
}
