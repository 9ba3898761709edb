// A day of the agenda: what is on now, printing, arrow keys. The page is whole without this module.

const clock = document.querySelector("[data-clock]");

// --- Now --------------------------------------------------------------------------------------

// Minutes since midnight of `day` by the edition's clock and zone; a rehearsal shifts the clock.
function minutesSince(day) {
  const moment = Date.now() + 1000 * (Number(clock.dataset.offset) || 0);
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: clock.dataset.zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(moment);
  const of = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  const days = (Date.parse(`${of.year}-${of.month}-${of.day}`) - Date.parse(day)) / 86_400_000;
  return days * 1440 + Number(of.hour) * 60 + Number(of.minute);
}

function copyOf(name) {
  return clock.querySelector(`template[data-now="${name}"]`).content.cloneNode(true);
}

function timeInWords(minutes) {
  const hour = Math.floor(minutes / 60) % 24;
  const rest = String(minutes % 60).padStart(2, "0");
  if (document.documentElement.lang !== "fr") return `${hour}:${rest}`;
  return minutes % 60 ? `${hour}\u202fh\u202f${rest}` : `${hour}\u202fh`;
}

function nowLabel(element, minutes) {
  const label = element.appendChild(document.createElement("span"));
  label.textContent = `${timeInWords(minutes)}, ${copyOf("line").textContent}`;
  return element;
}

function unmark() {
  for (const mark of document.querySelectorAll("[data-marked]")) mark.remove();
  for (const row of document.querySelectorAll(".session-row--live, .grid-card--live")) {
    row.classList.remove("session-row--live", "grid-card--live");
  }
}

// An hour that is not sourced never makes a session "live": its pill says "indicative".
function markSessions() {
  for (const row of document.querySelectorAll("[data-from]")) {
    const minutes = minutesSince(dayOf(row));
    if (minutes < Number(row.dataset.from) || minutes >= Number(row.dataset.to)) continue;
    const unsure = "unsure" in row.dataset;
    const pill = copyOf(unsure ? "unsure" : "on").firstElementChild;
    pill.dataset.marked = "";
    addPill(row, pill);
    if (unsure) continue;
    if (row.matches(".session-row")) row.classList.add("session-row--live");
    if (row.matches(".grid-card")) row.classList.add("grid-card--live");
  }
}

function addPill(row, pill) {
  const place = row.querySelector(".session-row__tags, .grid-card__marks") || row;
  place.insertBefore(pill, place.querySelector(":scope > .access"));
}

function dayOf(element) {
  return element.closest("[data-day]")?.dataset.day || clock.dataset.day;
}

function isToday(minutes) {
  return minutes >= 0 && minutes < 1440;
}

// What a search found stands best first: no line parts it into before and after.
function isInOrder(starts) {
  return starts.every((start, place) => !place || starts[place - 1] <= start);
}

function drawLineInLists() {
  for (const list of document.querySelectorAll("ol.agenda")) {
    const minutes = minutesSince(dayOf(list));
    if (!isToday(minutes)) continue;
    const timed = [...list.querySelectorAll(":scope > :not(.agenda__slot--all-day) [data-from]")];
    if (!isInOrder(timed.map((row) => Number(row.dataset.from)))) return;
    const line = nowLabel(document.createElement("li"), minutes);
    line.className = "agenda__now";
    line.id = "now";
    line.dataset.marked = "";
    const coming = [...list.children].find((slot) => {
      const first = slot.querySelector("[data-from]");
      return first && !slot.matches(".agenda__slot--all-day") && first.dataset.from > minutes;
    });
    list.insertBefore(line, coming || null);
    offerJump();
    return;
  }
}

// The way down to the line, beside the number of sessions.
function offerJump() {
  const bar = document.querySelector(".result-bar");
  const jump = copyOf("jump").firstElementChild;
  jump.dataset.marked = "";
  bar?.append(jump);
}

function drawLineInGrid() {
  const hours = document.querySelector(".grid__hours");
  if (!hours) return;
  const minutes = minutesSince(clock.dataset.day);
  const part = (minutes - Number(hours.dataset.first)) / (30 * hours.rows.length);
  if (part < 0 || part > 1) return;
  const line = nowLabel(document.createElement("div"), minutes);
  line.className = "grid__now";
  line.id = "now";
  line.dataset.marked = "";
  const label = line.firstElementChild;
  label.title = label.textContent;
  label.textContent = timeInWords(minutes);
  const top = hours.offsetTop + part * hours.offsetHeight;
  line.style.top = `${top}px`;
  hours.closest("[data-grid]").append(line);
}

function mark() {
  if (!clock) return;
  unmark();
  markSessions();
  drawLineInLists();
  drawLineInGrid();
}

// #now leads to what is on, from any day of the week.
function goToNow() {
  if (location.hash !== "#now" || !clock) return;
  const line = document.getElementById("now");
  if (line) {
    line.scrollIntoView({ block: "center" });
    return;
  }
  const tabs = [...document.querySelectorAll(".day-tabs a")];
  const today = tabs.find((tab) => {
    const day = tab.pathname.match(/\d{4}-\d{2}-\d{2}/)?.[0];
    return day && isToday(minutesSince(day));
  });
  if (today && !today.hasAttribute("aria-current")) location.replace(`${today.href}#now`);
}

if (clock) {
  mark();
  goToNow();
  addEventListener("hashchange", goToNow);
  addEventListener("pageshow", (event) => event.persisted && mark());
  document.addEventListener("visibilitychange", () => document.hidden || mark());
  document.addEventListener("listing:shown", mark);
  setInterval(() => document.hidden || mark(), 30_000);
}

// --- Seats ------------------------------------------------------------------------------------

// Of sessions still to come whose seats are booked: which are full, or nearly.
async function markSeats() {
  const rows = [...document.querySelectorAll("[data-seats]")].filter(
    (row) => minutesSince(dayOf(row)) < Number(row.dataset.from),
  );
  if (!rows.length) return;
  try {
    const answer = await fetch(clock.dataset.seatsUrl, { cache: "no-store", credentials: "omit" });
    if (!answer.ok) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const old of document.querySelectorAll("[data-seat-pill]")) old.remove();
    for (const row of rows) {
      const pill = told.querySelector(`[data-of="${row.dataset.star}"] .pill`);
      if (!pill) continue;
      pill.dataset.seatPill = "";
      addPill(row, pill);
    }
  } catch {
    // offline: the page of each session says more
  }
}

if (clock) {
  markSeats();
  document.addEventListener("listing:shown", markSeats);
  setInterval(() => document.hidden || markSeats(), 60_000);
}

// --- Print ------------------------------------------------------------------------------------

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// --- Keyboard: arrows move what Tab reaches one by one ------------------------------------------

function showHelp() {
  for (const help of document.querySelectorAll("[data-keys]")) help.hidden = false;
}

showHelp();
document.addEventListener("listing:shown", showHelp);

// Left and right through a row of links and drop-downs.
document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const row = event.target.closest?.(".day-tabs, [data-arrows], .view-switch");
  if (!step || !row || !event.target.matches("a, summary") || hasModifier(event)) return;
  const stops = [...row.querySelectorAll("a, summary")].filter((stop) => stop.offsetParent);
  const next = stops[stops.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

function hasModifier(event) {
  return event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
}

// Escape shuts the card that lies open over others, until pointer and focus have left it.
const OPEN = ".grid-card:is(:hover, :focus-within)";
const LEFT = ".grid-card[data-shut]:not(:hover, :focus-within)";

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const card of document.querySelectorAll(OPEN)) card.dataset.shut = "";
});
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, () => {
    for (const card of document.querySelectorAll(LEFT)) delete card.dataset.shut;
  });
}

// The closest beyond the edge that the arrow points at; what lies straight ahead comes first.
function nextCard(links, from, key) {
  const boxOf = (link) => link.closest("li, .grid-card").getBoundingClientRect();
  const here = boxOf(from);
  const isAcross = key === "ArrowLeft" || key === "ArrowRight";
  const [start, end, low, high] = isAcross
    ? ["left", "right", "top", "bottom"]
    : ["top", "bottom", "left", "right"];
  const isForward = key === "ArrowRight" || key === "ArrowDown";
  let best = null;
  let least = Infinity;
  for (const link of links) {
    const there = boxOf(link);
    const ahead = isForward ? there[start] - here[end] : here[start] - there[end];
    if (link === from || ahead < -4) continue;
    const aside = Math.max(0, there[low] - here[high], here[low] - there[high]);
    const distance = ahead + 3 * aside + Math.abs(there[low] - here[low]) / 100;
    if (distance < least) [best, least] = [link, distance];
  }
  return best;
}

document.addEventListener("keydown", (event) => {
  const grid = event.target.closest?.("[data-grid]");
  if (!grid || !event.target.matches("a") || hasModifier(event)) return;
  const links = [...grid.querySelectorAll("tbody a")];
  if (!links.includes(event.target)) return;
  let next = null;
  if (event.key === "Home") next = links[0];
  else if (event.key === "End") next = links.at(-1);
  else if (event.key.startsWith("Arrow")) next = nextCard(links, event.target, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});
