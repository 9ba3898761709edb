// Enhancements only: every page works without this module.

const language = document.documentElement.lang;

// Menus (details) close on Escape and on a click elsewhere, which may be the veil around a sheet.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    if (!menu.contains(event.target) || event.target === menu) menu.open = false;
  }
});

// A permanent link opens the answer that it points to.
function openTarget() {
  const target = document.querySelector(":target");
  const details = target && target.closest("details");
  if (!details || details.open) return;
  details.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();

// Who has a registration, this browser knows once it has shown one: then the button of the header leads
// to it. A yes is all that is kept, never a name or a link; signing out and cancelling take it away.
const REGISTERED = "summit.registered";
const told = [...document.querySelectorAll("[data-registered]")].map((one) => one.dataset.registered);
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-sign-out]")) remember(false);
});

function remember(registered) {
  try {
    if (registered) localStorage.setItem(REGISTERED, "yes");
    else localStorage.removeItem(REGISTERED);
  } catch {
    // no storage: the button stays as it is
  }
}

function isRegistered() {
  try {
    return localStorage.getItem(REGISTERED) === "yes";
  } catch {
    return false;
  }
}

if (told.length) remember(told.includes("yes"));
if (isRegistered()) {
  for (const button of document.querySelectorAll("[data-registered-url]")) {
    button.href = button.dataset.registeredUrl;
    button.textContent = button.dataset.registeredWords;
  }
}

// The summary of errors takes the focus.
const answer = document.querySelector("[data-focus]");
// A form sent after the skip link keeps the fragment in its address, which would take the focus back.
if (answer && location.hash) history.replaceState(null, "", location.pathname + location.search);
answer?.focus();

// "Copy link": data-copy-link holds the address, or the href does; the words say that it is done.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-copy-link]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  const address = new URL(link.dataset.copyLink || link.getAttribute("href"), location.href);
  await navigator.clipboard.writeText(address.href);
  const words = link.querySelector("span") || link;
  const before = words.textContent;
  words.setAttribute("role", "status");
  words.textContent = language === "fr" ? "Lien copié" : "Link copied";
  setTimeout(() => {
    words.textContent = before;
  }, 2000);
});

// Fragments that change from minute to minute: [data-live-url] shows what that address answers, again
// every data-live-every seconds (60) while the page can be seen. A failure leaves what is there.

async function refresh(place) {
  try {
    const answer = await fetch(place.dataset.liveUrl, {
      cache: "no-store",
      credentials: "same-origin",
      headers: { Accept: "text/html" },
    });
    if (!answer.ok) return;
    const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...fragment.body.childNodes];
    // Whoever stands in it with the keyboard keeps their place until the next turn.
    if (place.contains(document.activeElement)) return;
    if (fragment.body.innerHTML !== place.innerHTML) place.replaceChildren(...fresh);
  } catch {
    // offline, or the server is away: the next turn tries again
  }
}

for (const place of document.querySelectorAll("[data-live-url]")) {
  const seconds = Number(place.dataset.liveEvery) || 60;
  refresh(place);
  setInterval(() => {
    if (document.visibilityState === "visible") refresh(place);
  }, seconds * 1000);
}

// On a wide screen links to a day ask for its grid, which the server gives where a grid helps. A link
// that names a view keeps it; who picked the list gets the list from other pages as well.

const LIST = "summit.list";
const wide = matchMedia("(min-width: 80rem)");
const DAY = /^\/(fr|en)\/agenda\/([\d-]+\/)?$/;
// Links that change something else about the page they stand on.
const SAME_PAGE = ".result-bar a, .result-more a, .empty-state a, [hreflang]";

function wantedView() {
  try {
    return localStorage.getItem(LIST) ? "list" : "wide";
  } catch {
    return "wide";
  }
}

function leadToDays() {
  for (const link of document.querySelectorAll('a[href*="/agenda/"]')) {
    if (!DAY.test(link.pathname) || link.matches(SAME_PAGE) || link.origin !== location.origin) continue;
    const query = new URLSearchParams(link.search);
    if (wide.matches && !query.has("view") && !query.has("q")) query.set("view", wantedView());
    else if (!wide.matches && query.get("view") === "wide") query.delete("view");
    else continue;
    link.search = query;
  }
}

leadToDays();
wide.addEventListener("change", leadToDays);
addEventListener("pageshow", (event) => event.persisted && leadToDays());
document.addEventListener("listing:shown", leadToDays);
document.addEventListener("click", (event) => {
  const picked = event.target.closest(".view-switch a");
  if (!picked) return;
  try {
    if (picked.search.includes("view=list")) localStorage.setItem(LIST, "yes");
    else localStorage.removeItem(LIST);
  } catch {
    // no storage: the address alone keeps the choice
  }
});

// Between a list and a session the title moves along, in browsers that fade from page to page.

function nameTitle(address) {
  const { pathname } = new URL(address);
  const titles = document.querySelectorAll(".session-row__title a, a.grid-card__title");
  const title = [...titles].find((one) => one.pathname === pathname);
  const box = title?.getBoundingClientRect();
  if (box && box.bottom > 0 && box.top < innerHeight) title.style.viewTransitionName = "session-title";
}

function forgetTitles() {
  for (const title of document.querySelectorAll("a[style]")) title.style.viewTransitionName = "";
}

addEventListener("pageswap", (event) => {
  const to = event.activation?.entry?.url; // none where the way leads on elsewhere
  if (event.viewTransition && to) nameTitle(to);
});
addEventListener("pagereveal", async (event) => {
  forgetTitles();
  const from = globalThis.navigation?.activation?.from?.url;
  if (!event.viewTransition || !from) return;
  nameTitle(from);
  await event.viewTransition.finished;
  forgetTitles();
});

// Readable without a connection: starts the service worker once the page is there and tells it what to
// keep.

const whenIdle = window.requestIdleCallback ?? ((run) => setTimeout(run, 500));
const TICKET = /\/registration\/my\/[0-9a-f-]{36}\/[^/]+\/ticket\/$/;

function assets() {
  const found = [...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], script[src]")];
  return found.map((one) => one.href || one.src);
}

// The whole week and one's own agenda, once an hour at most: the rest is kept as it is read.
function whatToKeep() {
  const list = document.querySelector("link[data-keep]")?.dataset.keep.split(" ") ?? [];
  const here = location.pathname.includes("/agenda/") ? [location.href.split("#")[0]] : [];
  const last = Number(sessionStorage.getItem("summit.kept")) || 0;
  const isNear = document.querySelector("template[data-stars]") || TICKET.test(location.pathname);
  if (!isNear) return assets();
  if (Date.now() - last < 3_600_000 || navigator.connection?.saveData) return [...assets(), ...here];
  sessionStorage.setItem("summit.kept", Date.now());
  return [...assets(), ...here, ...list];
}

async function startWorker() {
  const script = document.querySelector("link[data-worker]")?.dataset.worker;
  if (!script) return;
  try {
    await navigator.serviceWorker.register(script, { scope: "/", updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: whatToKeep() });
  } catch {
    // private browsing, or a policy of the browser: everything works online
  }
}

if ("caches" in window && "serviceWorker" in navigator) {
  const begin = () => whenIdle(startWorker);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
