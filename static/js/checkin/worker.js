// The service worker of the doors: it opens the doors that were used on this device when there is
// no connection. It keeps those pages, which name nobody, and the files it is drawn with, and nothing else:
// answers about tickets and names that were searched go by it.

const NAME = `doors:${VERSION}`;
const DOOR = /^\/(?:fr|en)\/registration\/doors\/(?:[\w-]+\/)?$/;
const PATIENCE = 4000;

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("doors:") && name !== NAME) await caches.delete(name);
      await clients.claim();
    })(),
  );
});

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && DOOR.test(url.pathname)) event.respondWith(door(event, url));
});

const isOurs = (answer) => answer.ok && !answer.redirected;

async function keepAll(urls) {
  const cache = await caches.open(NAME);
  for (const url of new Set(urls)) {
    const { origin, pathname } = new URL(url, location.href);
    const isDoor = DOOR.test(pathname);
    if (origin !== location.origin || !(isDoor || pathname.startsWith("/static/"))) continue;
    if (!isDoor && (await cache.match(url))) continue;
    try {
      const answer = await fetch(pathname, { cache: isDoor ? "no-store" : "default" });
      if (isOurs(answer)) await cache.put(pathname, answer);
    } catch {
      // away: the next page asks again
    }
  }
}

// Files of this version do not change under it.
async function file(request) {
  const cache = await caches.open(NAME);
  const known = await cache.match(request, { ignoreVary: true });
  if (known) return known;
  return fetch(request);
}

async function door(event, { pathname }) {
  const cache = await caches.open(NAME);
  const known = await cache.match(pathname, { ignoreVary: true });
  const asked = fetch(event.request);
  if (!known) return asked;
  event.waitUntil(asked.catch(() => {}));
  try {
    const answer = await Promise.race([asked, late()]);
    return answer.status >= 500 ? known : answer;
  } catch {
    return known;
  }
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
