// The page of a door: reads tickets, asks the server, and goes on without it where it does not answer.

import * as alone from "./alone.js";
import { cameBack, drawLine, follow, isAway, isForbidden, settled, soon, startLine } from "./line.js";
import * as queue from "./queue.js";
import { startSeeing } from "./seeing.js";
import { startKeeping } from "./keeping.js";
import { send, takeBack } from "./server.js";
import { draw, say } from "./showing.js";
import { clean } from "./tickets.js";

const AT_ONCE = 1_000;
const NO_NONCE = "00000000-0000-0000-0000-000000000000";

const page = document.querySelector("[data-door]");
const { scans: url } = page.dataset;
const words = document.querySelector("[data-words]").dataset;
const form = document.querySelector("[data-code-form]");
const modeLine = document.querySelector("[data-mode-line]");
const search = document.querySelector("#search");
const modes = document.querySelector("[data-modes]");
const answer = document.querySelector("[data-answer]");
const ready = document.querySelector("[data-ready]");

const hasKeys = matchMedia("(pointer: fine)").matches;

let busy = false;
let taken = ""; // the code that is being asked for
let isOneMissed = false;
let seeing = null;
let current = null; // { scan, before }: what the answer on the screen is about

const kind = () => new FormData(form).get("kind") ?? "entry";

// --- One ticket ---------------------------------------------------------------------------------

async function take(code, change = {}) {
  if (!code) return;
  form.elements.code.value = "";
  if (busy) {
    // A scanner is quicker than a bad connection; the same ticket may well be read twice.
    isOneMissed ||= code !== taken;
    return;
  }
  busy = true;
  taken = code;
  page.setAttribute("aria-busy", "true");
  modeLine.textContent = words.checking;
  try {
    const scan = { nonce: crypto.randomUUID(), url, code, kind: kind(), forced: false, at: Date.now(), ...change };
    const asked = !isAway() && navigator.onLine;
    show({ scan }, (await ask(scan)) ?? (await goOn({ ...scan, asked })));
  } catch (problem) {
    show({}, fault(words.faultLine));
    throw problem;
  } finally {
    busy = false;
    if (isOneMissed) answer.querySelector("[data-answer-note]").textContent = words.missed;
    isOneMissed = false;
    page.removeAttribute("aria-busy");
  }
}

// The server's answer, or null where there is none to be had.
async function ask({ nonce, code, kind, forced }) {
  if (isForbidden()) return fault(words.forbidden);
  if (isAway()) return null;
  try {
    const { results, present } = await send(url, [{ nonce, code, kind, forced, age: 0, offline: false }]);
    const [result] = results;
    const before = result.tone === "ok" ? await alone.notePassage(code, kind, { sent: true }) : undefined;
    await cameBack(present);
    return { ...result, before };
  } catch (problem) {
    if (await follow(problem)) return isForbidden() ? fault(words.forbidden) : null;
    return fault(problem.message);
  }
}

const fault = (line) => ({ ...alone.nobody, outcome: "fault", tone: "no", icon: "circle-x", title: words.faultTitle, line });

async function goOn(scan) {
  const result = await alone.decide(scan);
  if (result.letsPass) {
    await queue.putDown(scan);
    result.before = await alone.notePassage(scan.code, scan.kind, { sent: false });
    await drawLine();
  }
  return result;
}

// --- The two sides of the page ------------------------------------------------------------------

function show(about, result) {
  current = { ...about, before: result.before };
  draw(result);
  ready.hidden = true;
  answer.hidden = false;
  page.dataset.shows = "answer";
  seeing.pause();
  answer.querySelector("[data-next]").focus({ preventScroll: true });
  scrollTo(0, 0);
  navigator.vibrate?.(result.tone === "ok" ? 60 : [80, 60, 80]);
}

function next(note = "") {
  current = null;
  answer.hidden = true;
  answer.replaceChildren();
  ready.hidden = false;
  ready.classList.remove("checkin-ready--after");
  page.dataset.shows = "ready";
  form.elements.code.value = "";
  modeLine.textContent = words[`${kind()}Line`];
  if (location.pathname !== page.dataset.home) history.replaceState(null, "", page.dataset.home);
  rest();
  seeing.look();
  tell(note);
}

// In the field where one has keys; on a phone this would bring its keyboard up before the camera.
function rest() {
  const title = document.querySelector("[data-mode-title]");
  (hasKeys ? form.elements.code : title).focus({ preventScroll: true });
}

function tell(note) {
  const place = document.querySelector("[data-note]");
  place.textContent = note;
  place.hidden = !note;
  say(note);
}

async function undo() {
  const about = current;
  const { scan, before } = about;
  await settled();
  if (await queue.takeBack(scan.nonce)) await alone.forgetPassage(scan.code, before);
  else {
    try {
      await takeBack(page.dataset.undo.replace(NO_NONCE, scan.nonce));
      await alone.forgetPassage(scan.code, before);
    } catch (problem) {
      const isKnown = await follow(problem);
      document.querySelector("[data-answer-note]").textContent = words[isKnown ? "undoAway" : "undoLate"];
      return;
    }
  }
  // Unless the next ticket is being read by now.
  if (current === about) next(words.undone);
  soon();
  await drawLine();
}

// --- Entries or exits ---------------------------------------------------------------------------

function setMode(mode) {
  for (const field of document.querySelectorAll("[data-ready] [name=kind]")) field.value = mode;
  for (const link of modes.querySelectorAll("[data-mode]")) {
    if (link.dataset.mode === mode) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  document.querySelector("[data-mode-title]").textContent = words[`${mode}Title`];
  modeLine.textContent = words[`${mode}Line`];
  rest();
}

// --- What is pressed ----------------------------------------------------------------------------

const actions = {
  let_in: () => take(current.scan.code, { kind: "entry", forced: true }),
  undo,
};

function openSearch() {
  search.open = true;
  search.querySelector("[name=name]").focus();
}

// A scanner that types needs no field in front of it: what comes goes into the code, answer or not. The
// signs are put there by hand, since a phone may not let a script move the focus.
let typedAt = 0;

function typeAnywhere(press) {
  const field = form.elements.code;
  if (press.target.closest("input") || press.ctrlKey || press.metaKey || press.altKey) return;
  if (press.key === "Enter" && field.value && Date.now() - typedAt < AT_ONCE) {
    press.preventDefault();
    form.requestSubmit();
  } else if (press.key.length === 1 && press.key !== " ") {
    press.preventDefault();
    if (!answer.hidden) next();
    field.value += press.key;
    field.focus({ preventScroll: true });
    typedAt = Date.now();
  }
}

function listen() {
  answer.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-next], [data-search], [data-action]");
    if (!pressed) return;
    if ("next" in pressed.dataset || "search" in pressed.dataset) {
      event.preventDefault();
      next();
      if ("search" in pressed.dataset) openSearch();
    } else actions[pressed.dataset.action]?.();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = clean(form.elements.code.value);
    if (code) take(code);
    else tell(words.empty);
  });

  document.querySelector("[data-find-form]").addEventListener("submit", (event) => {
    if (!isAway()) return;
    event.preventDefault();
    tell(words.searchAway);
  });

  modes.addEventListener("click", (event) => {
    const link = event.target.closest("[data-mode]");
    if (!link) return;
    event.preventDefault();
    setMode(link.dataset.mode);
  });

  document.addEventListener("keydown", typeAnywhere);
}

// Without https a browser has neither keys nor workers: the forms do their work there.
if (isSecureContext) {
  listen();
  seeing = startSeeing((text) => answer.hidden && take(clean(text)), tell);
  startLine();
  startKeeping();
}
