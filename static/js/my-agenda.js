// My agenda: the rows of the week that this browser follows, with what the account knows beside.
// The week is a public page, so it is there without a connection too once it has been kept.

const root = document.querySelector("[data-mine]");
const words = document.querySelector("template[data-mine-words]");
const find = (name) => document.querySelector(`[data-mine-${name}]`);
const french = document.documentElement.lang === "fr";
const KEPT = "summit.bookings";

let week = null;
let bookings = null;
let changes = { number: -1, page: null };

// As the script of stars said last: a browser that keeps nothing knows it from there alone.
let said = null;

function mine() {
  if (said) return said;
  try {
    return { ids: [], seen: 0, owner: "", ...JSON.parse(localStorage.getItem("summit.stars")) };
  } catch {
    return { ids: [], seen: 0, owner: "" };
  }
}

async function load(url, options = {}) {
  // Asked again each time, so that a release shows at once; unchanged, the answer is an empty 304.
  const usual = { cache: "no-cache", headers: { Accept: "text/html" } };
  const answer = await fetch(url, { ...usual, ...options });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const adopt = (node) => document.importNode(node, true);

function clock(minutes) {
  const [hour, rest] = [Math.floor(minutes / 60) % 24, minutes % 60];
  if (!french) return `${hour}:${String(rest).padStart(2, "0")}`;
  return rest ? `${hour}\u202fh\u202f${String(rest).padStart(2, "0")}` : `${hour}\u202fh`;
}

// --- A day --------------------------------------------------------------------------------------

function cutDay(section, ids) {
  const day = adopt(section);
  for (const row of day.querySelectorAll(".session-row")) {
    if (!ids.has(Number(row.dataset.star))) row.remove();
  }
  for (const slot of day.querySelectorAll(".agenda__slot")) {
    if (!slot.querySelector(".session-row")) slot.remove();
  }
  const count = day.querySelectorAll(".session-row").length;
  if (!count) return null;
  const small = day.querySelector(".week-day__title small");
  if (small) small.textContent = count === 1 ? words.dataset.one : words.dataset.many.replace("{count}", count);
  return day;
}

// What one can be late for: drop-in sessions last all day and clash with nothing.
function timesOf(day) {
  return [...day.querySelectorAll(".session-row[data-from]:not(.session-row--compact)")]
    .map((row) => ({
      row,
      from: Number(row.dataset.from),
      to: Number(row.dataset.to),
      unsure: "unsure" in row.dataset,
      title: row.querySelector("h3").textContent.trim(),
    }))
    .sort((one, other) => one.from - other.from || one.to - other.to);
}

// An hour that is not confirmed asserts no clash.
function tellOverlaps(times) {
  times.forEach((later, place) => {
    const perhaps = [];
    for (const earlier of times.slice(0, place)) {
      const [from, to] = [Math.max(earlier.from, later.from), Math.min(earlier.to, later.to)];
      if (from >= to) continue;
      if (earlier.unsure || later.unsure) {
        perhaps.push(earlier.title);
        continue;
      }
      later.clash = earlier.clash = true;
      const values = { title: earlier.title, from: clock(from), to: clock(to) };
      addNote(later.row, 0, words.dataset.overlap, values);
    }
    if (perhaps.length) {
      const title = perhaps.join(french ? "\u00a0», «\u00a0" : "”, “");
      addNote(later.row, 1, words.dataset.unsure, { title });
    }
  });
}

function addNote(row, kind, text, values) {
  const note = adopt(words.content.querySelectorAll(".overlap-note")[kind]);
  const fill = (_, name) => values[name];
  note.querySelector("span").textContent = text.replace(/\{(\w+)\}/g, fill);
  row.firstElementChild.append(note);
}

// The day as one line of time, for the eye: the list below says the same in words.
function drawLine(times) {
  if (!times.length) return null;
  const first = Math.floor(Math.min(...times.map((one) => one.from)) / 60);
  const last = Math.max(Math.ceil(Math.max(...times.map((one) => one.to)) / 60), first + 4);
  const place = (minutes) => `${(100 * (minutes / 60 - first)) / (last - first)}%`;
  const line = document.createElement("div");
  line.className = "day-line";
  line.setAttribute("aria-hidden", "true");
  const step = last - first > 8 ? 2 : 1;
  for (let hour = first; hour <= last; hour += step) {
    const mark = line.appendChild(document.createElement("span"));
    mark.className = "day-line__hour";
    mark.classList.toggle("day-line__hour--last", hour === last);
    mark.style.left = place(hour * 60);
    mark.textContent = clock(hour * 60);
  }
  const lanes = [];
  for (const one of times) {
    let lane = lanes.findIndex((end) => end <= one.from);
    if (lane < 0) lane = lanes.push(0) - 1;
    lanes[lane] = one.to;
    const bar = line.appendChild(document.createElement("span"));
    bar.className = "day-line__bar";
    bar.classList.toggle("day-line__bar--unsure", one.unsure);
    bar.classList.toggle("day-line__bar--booked", "booked" in one.row.dataset);
    bar.classList.toggle("day-line__bar--clash", Boolean(one.clash));
    bar.style.left = place(one.from);
    bar.style.width = `calc(${(100 * (one.to - one.from)) / 60 / (last - first)}% - 2px)`;
    bar.style.setProperty("--lane", lane);
    bar.appendChild(document.createElement("span")).textContent = one.title;
  }
  line.style.setProperty("--lanes", lanes.length);
  return line;
}

function addBookings(day) {
  for (const row of day.querySelectorAll(".session-row")) {
    const held = bookings?.querySelector(`[data-booking="${row.dataset.star}"]`);
    if (!held) continue;
    if (held.dataset.state === "confirmed") row.dataset.booked = "";
    row.querySelector(".session-row__tags").prepend(...adopt(held).childNodes);
  }
}

// --- The page -----------------------------------------------------------------------------------

function draw() {
  if (!week) return;
  const { ids, owner } = mine();
  const held = [...(bookings?.querySelectorAll("[data-booking]") ?? [])];
  const wanted = new Set([...ids, ...held.map((one) => Number(one.dataset.booking))]);
  const days = [...week.querySelectorAll(".week-day[data-day]")].map((section) => cutDay(section, wanted));
  const shown = days.filter(Boolean);
  for (const day of shown) {
    addBookings(day);
    const times = timesOf(day);
    tellOverlaps(times);
    const line = drawLine(times);
    if (line) day.querySelector(".week-day__title").after(line);
  }
  root.replaceChildren(...(shown.length ? shown : [adopt(find("empty").content)]));
  // An entry that stands for several sessions has no hour for a calendar.
  const known = [...wanted].filter((id) => week.querySelector(`[data-star="${id}"]:not([data-block])`));
  const file = find("file");
  file.hidden = !known.length;
  file.href = `${file.dataset.href}?sessions=${known.join(",")}`;
  if (owner) find("lead").textContent = words.dataset.signed;
  document.dispatchEvent(new CustomEvent("listing:shown"));
}

async function readWeek() {
  try {
    week = parse(await load(root.dataset.week));
  } catch {
    if (!week) root.textContent = words.dataset.away;
  }
}

// What the account holds: kept beside the stars, for the same owner only, to be read offline.
async function readBookings() {
  const place = find("registration");
  const { owner } = mine();
  let text = "";
  try {
    text = await load(place.dataset.url, { cache: "no-store", credentials: "same-origin" });
    if (text.trim() && owner) localStorage.setItem(KEPT, JSON.stringify({ owner, text }));
    else localStorage.removeItem(KEPT);
  } catch {
    try {
      const kept = JSON.parse(localStorage.getItem(KEPT));
      if (kept?.owner && kept.owner === owner) text = kept.text;
    } catch {
      // nothing was kept
    }
  }
  bookings = text.trim() ? parse(text).body : null;
}

function drawCards() {
  const place = find("registration");
  const cards = bookings ? [...bookings.querySelectorAll("[data-card]")].map(adopt) : [];
  place.replaceChildren(...cards);
}

async function readChanges() {
  const { ids, seen } = mine();
  if (!seen || !ids.length || changes.number === seen) return;
  try {
    const url = find("changes").dataset.url.replace("/0/", `/${seen}/`);
    changes = { number: seen, page: parse(await load(url)) };
  } catch {
    // away: what was read before is left
  }
}

function drawChanges() {
  const place = find("changes");
  const { ids, seen } = mine();
  if (!changes.page || changes.number !== seen) {
    place.replaceChildren();
    return;
  }
  const note = adopt(changes.page.body.firstElementChild);
  const rows = [...note.querySelectorAll("[data-session]")];
  for (const row of rows) if (!ids.includes(Number(row.dataset.session))) row.remove();
  const count = note.querySelectorAll("[data-session]").length;
  const heading = note.querySelector("h2");
  if (!heading || !count) {
    place.replaceChildren();
    return;
  }
  heading.textContent =
    count === 1 ? heading.dataset.one : heading.dataset.many.replace("{count}", count);
  note.querySelector("[data-seen]").addEventListener("click", () => {
    const detail = Number(note.dataset.release);
    document.dispatchEvent(new CustomEvent("stars:seen", { detail }));
    place.replaceChildren();
    const title = document.querySelector("h1");
    title.tabIndex = -1;
    title.focus();
  });
  place.replaceChildren(note);
}

// In one go once all is known, so that nothing moves under the reader.
async function readAll() {
  await Promise.all([readWeek(), readBookings(), readChanges()]);
  drawChanges();
  drawCards();
  draw();
}

if (root && words && find("empty")) {
  let known = JSON.stringify(mine().ids);
  let owner = mine().owner;
  readAll();
  // A star pressed on this page leaves its row in place until the page is opened again.
  document.addEventListener("stars:changed", async (event) => {
    said = event.detail;
    const now = mine();
    const shown = new Set([...root.querySelectorAll("[data-star]")].map((one) => Number(one.dataset.star)));
    const isNew = now.ids.some((id) => !shown.has(id)) || now.owner !== owner;
    if (JSON.stringify(now.ids) === known && now.owner === owner) return;
    const pressedHere = document.activeElement?.matches?.("button.star");
    const isOther = now.owner !== owner;
    [known, owner] = [JSON.stringify(now.ids), now.owner];
    await Promise.all([isOther && readBookings(), readChanges()]);
    drawChanges();
    if (isOther) drawCards();
    if (isNew || !pressedHere) draw();
  });
}
