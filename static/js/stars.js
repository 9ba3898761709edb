// Stars: the sessions that one follows, kept in this browser, without a cookie and without an account.
// Once somebody signs in, the two lists become one and the account's list is the truth: what another
// device removed is gone here too, and signing out leaves nothing behind.

const words = document.querySelector("template[data-stars]");
const KEY = "summit.stars";
const NOTHING = { ids: [], seen: 0, owner: "", todo: {}, ask: false };
const FRESH = 60_000;
const RELEASE = Number(words?.dataset.release) || 0;

// Where the browser keeps nothing, stars last as long as the page, or go to the account at once.
let unkept = null;

function read() {
  if (unkept) return unkept;
  try {
    const kept = { ...NOTHING, ...JSON.parse(localStorage.getItem(KEY)) };
    return Array.isArray(kept.ids) ? kept : { ...NOTHING };
  } catch {
    return { ...NOTHING };
  }
}

function write(mine) {
  try {
    localStorage.setItem(KEY, JSON.stringify(mine));
    unkept = null;
  } catch {
    unkept = mine;
  }
  announce(mine);
}

function announce(mine) {
  show(mine);
  tell(mine);
  document.dispatchEvent(new CustomEvent("stars:changed", { detail: mine }));
}

// Only the person who presses hears of it, and only where no account keeps it either.
async function sayUnkept() {
  await sync();
  if (!unkept || unkept.owner || document.querySelector(".star-note")) return;
  const note = label("star-note", words.dataset.unkept);
  note.setAttribute("role", "status");
  document.body.append(note);
}

// --- What is on the page ----------------------------------------------------------------------

function decorate() {
  const button = words.content.firstElementChild;
  if (!button) return;
  for (const place of document.querySelectorAll("[data-star]:not(button)")) {
    if (place.querySelector(":scope > .star")) continue;
    const title = place.querySelector("h3, .grid-card__title, a")?.textContent.trim() ?? "";
    const star = button.cloneNode(true);
    star.dataset.star = place.dataset.star;
    star.setAttribute("aria-label", words.dataset.name.replace("{title}", title));
    place.append(star);
  }
}

function show(mine) {
  const ids = new Set(mine.ids);
  for (const star of document.querySelectorAll("button[data-star]")) {
    star.setAttribute("aria-pressed", ids.has(Number(star.dataset.star)));
  }
}

function toggle(id) {
  const mine = read();
  const add = !mine.ids.includes(id);
  const ids = add ? [...mine.ids, id] : mine.ids.filter((one) => one !== id);
  const todo = mine.owner ? { ...mine.todo, [id]: add } : {};
  // What is followed from now on is known as this page shows it, unless something is still to be read.
  const seen = mine.seen && mine.ids.length && told.count !== 0 ? mine.seen : Math.max(mine.seen, RELEASE);
  write({ ...mine, ids, todo, seen });
  if (unkept) sayUnkept();
  else if (mine.owner) soon();
}

// --- What changed since it was read about ------------------------------------------------------

// `count` of sessions among the stars; undefined until it is known.
let told = {};
let page = { number: 0, rows: [] };
let turn = 0;

async function readPage(number) {
  const answer = await fetch(words.dataset.changes.replace("/0/", `/${number}/`), { cache: "no-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...fragment.querySelectorAll("[data-session]")].map((row) => Number(row.dataset.session));
  page = { number, rows, words: fragment.querySelector("h2")?.dataset };
}

// A number on each link to one's own agenda, which lies over its icon and moves nothing.
async function tell({ ids, seen }) {
  const mine = (turn += 1);
  let count = 0;
  // One's own agenda asks in any case: its page may be a minute old.
  if (seen && ids.length && (seen < RELEASE || document.querySelector("[data-mine]"))) {
    try {
      if (page.number !== seen) await readPage(seen);
    } catch {
      return; // away: the next page tries again
    }
    count = page.words ? page.rows.filter((id) => ids.includes(id)).length : 0;
  }
  if (mine !== turn) return; // asked again meanwhile
  told = { count };
  const sentence = count && (count === 1 ? page.words.one : page.words.many.replace("{count}", count));
  for (const link of document.querySelectorAll("[data-mine-link]")) {
    for (const old of link.querySelectorAll(".badge, .badge__words")) old.remove();
    if (count) link.append(label("badge", count), label("badge__words visually-hidden", ` (${sentence})`));
    link.title = sentence || "";
  }
}

function label(classes, text) {
  const element = document.createElement("span");
  element.className = classes;
  element.textContent = text;
  if (classes === "badge") element.setAttribute("aria-hidden", "true");
  return element;
}

// --- What the account knows -------------------------------------------------------------------

let last = 0;
let timer = 0;

async function ask(changes) {
  const post = changes && {
    method: "POST",
    body: new URLSearchParams(changes.fields),
    headers: { "X-CSRFToken": changes.token },
  };
  const answer = await fetch(words.dataset.url, {
    cache: "no-store",
    credentials: "same-origin",
    ...post,
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// Without an owner everything here is new to the account; then only what changed since.
function changesOf(mine, known) {
  const todo = mine.owner ? mine.todo : Object.fromEntries(mine.ids.map((id) => [id, true]));
  const of = (wanted) => Object.keys(todo).filter((id) => todo[id] === wanted);
  const fields = { set: of(true), unset: of(false), seen: mine.seen > known.seen ? mine.seen : "" };
  return { todo, fields, token: known.token, isEmpty: !Object.values(fields).some(String) };
}

function merge(known, sent, seen) {
  const now = read();
  // Pressed while the answer was on its way: still to be sent.
  const todo = now.owner ? now.todo : Object.fromEntries(now.ids.map((id) => [id, true]));
  const rest = Object.entries(todo).filter(([id, add]) => sent[id] !== add);
  const ids = new Set(known.ids);
  for (const [id, add] of rest) ids[add ? "add" : "delete"](Number(id));
  const upTo = Math.max(known.seen, seen, now.owner ? now.seen : 0);
  write({ ids: [...ids], seen: upTo, owner: known.owner, todo: Object.fromEntries(rest), ask: false });
  if (rest.length) soon();
}

async function forget() {
  write({ ...NOTHING });
  try {
    localStorage.removeItem("summit.bookings");
    for (const name of await caches.keys()) if (name.startsWith("mine:")) await caches.delete(name);
  } catch {
    // no storage, or none that a page may use without https
  }
}

async function sync() {
  last = Date.now();
  try {
    let known = await ask();
    if (!known.owner) {
      const mine = read();
      if (mine.owner) await forget();
      else if (mine.ask) write({ ...mine, ask: false });
      return;
    }
    const before = read();
    if (before.owner && before.owner !== known.owner) await forget();
    // Where the account has stars, what changed in them stays to be read, whatever this browser knew.
    const mine = read();
    const seen = mine.owner || !known.ids.length ? mine.seen : 0;
    const changes = changesOf({ ...mine, seen }, known);
    if (!changes.isEmpty) known = await ask(changes);
    merge(known, changes.todo, seen);
  } catch {
    // offline, or the server is away: the next turn tries again
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(sync, 300);
}

if (words) {
  decorate();
  show(read());
  tell(read());
  document.addEventListener("listing:shown", () => {
    decorate();
    show(read());
  });
  document.addEventListener("click", (event) => {
    const star = event.target.closest?.("button[data-star]");
    if (star) toggle(Number(star.dataset.star));
  });
  // Another tab.
  addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== null) return;
    announce(read());
  });
  // Back to a page that slept meanwhile.
  addEventListener("pageshow", (event) => event.persisted && announce(read()));
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) forget();
  });
  document.addEventListener("stars:seen", (event) => {
    const mine = read();
    write({ ...mine, seen: Math.max(mine.seen, event.detail) });
    if (mine.owner) soon();
  });
  addEventListener("online", () => read().owner && soon());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && read().owner && Date.now() - last > FRESH) sync();
  });
  // Somebody is signing in: look again on the next page.
  if ("ask" in words.dataset) write({ ...read(), ask: true });
  else if ("sync" in words.dataset || read().owner || read().ask) sync();
}
