// Readable without a connection: starts the service worker once the page is there, tells it what to
// keep, and keeps a ticket on this device when its owner says so.

const storage = "caches" in window && "serviceWorker" in navigator;
const whenIdle = window.requestIdleCallback ?? ((run) => setTimeout(run, 500));
const TICKET = /\/registration\/my\/([0-9a-f-]{36})\/[^/]+\/ticket\/$/;

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

async function start() {
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

if (storage) {
  const begin = () => whenIdle(start);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}

// --- Tickets ------------------------------------------------------------------------------------

const address = location.origin + location.pathname;
const cacheName = (path) => `mine:${TICKET.exec(path)?.[1]}`;

async function keptTickets() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("mine:")) continue;
    for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  }
  return found;
}

async function keepTicket() {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  const cache = await caches.open(cacheName(location.pathname));
  await cache.put(address, new Response(await answer.blob(), { headers }));
}

async function offerTicket(button) {
  const name = cacheName(location.pathname);
  const isKept = async () => Boolean(await caches.match(address, { cacheName: name }));
  const [says, words] = [button.querySelector("span"), button.dataset];
  const show = async () => {
    says.textContent = (await isKept()) ? words.remove : words.keepIt;
  };
  await show();
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = document.querySelector("[data-ticket-status]");
    try {
      if (await isKept()) {
        await caches.delete(name);
        status.textContent = words.removed;
      } else {
        await keepTicket();
        status.textContent = words.kept;
      }
    } catch {
      status.textContent = words.failed;
    }
    await show();
  });
}

async function listTickets(place) {
  for (const url of await keptTickets()) {
    const link = adoptLink(place.content);
    link.querySelector("a").href = url;
    place.before(link);
  }
}

const adoptLink = (content) => document.importNode(content, true).firstElementChild;

if (storage) {
  const button = document.querySelector("[data-keep-ticket]");
  if (button && TICKET.test(location.pathname)) offerTicket(button);
  for (const place of document.querySelectorAll("template[data-kept-tickets]")) listTickets(place);
}
