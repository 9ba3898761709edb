// Keeps a ticket on this device when its owner says so, and lists those that are kept.

const TICKET = /\/registration\/my\/([0-9a-f-]{36})\/[^/]+\/ticket\/$/;
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

if ("caches" in window && "serviceWorker" in navigator) {
  const button = document.querySelector("[data-keep-ticket]");
  if (button && TICKET.test(location.pathname)) offerTicket(button);
  for (const place of document.querySelectorAll("template[data-kept-tickets]")) listTickets(place);
}
