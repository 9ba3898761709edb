// The service worker: keeps the agenda, one's own agenda and a ticket readable without a connection.
// What comes before this text: VERSION (of the site's templates and assets) and OFFLINE (the page, in
// each language, for addresses that were not kept).
//
// Public pages come from the network first, and from the copy kept here when it fails or takes long.
// A personal page is kept only because its owner pressed the button on it; it lies in a cache of its
// own registration, answers to its exact secret address alone, and goes when its link does.

const PAGES = "pages";
const FILES = "files";
const MOST = { [PAGES]: 80, [FILES]: 60 };
const PATIENCE = 4000;
const PUBLIC = /^\/(fr|en)\/agenda\/(?!mine\/stars\/)/;
const PERSONAL = /^\/(?:fr|en)\/registration\/my\/([0-9a-f-]{36})\/[^/]+\/ticket\/$/;
const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const AT = "X-Kept-At";

addEventListener("install", (event) => {
  event.waitUntil(
    Promise.all(Object.values(OFFLINE).map((url) => keep(PAGES, url))).then(() => skipWaiting()),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(refreshPersonal());
});

addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepAll(event.data.keep));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (PERSONAL.test(url.pathname)) event.respondWith(personal(request, url));
  else if (PUBLIC.test(url.pathname)) event.respondWith(page(event));
  else if (request.mode === "navigate") event.respondWith(elsewhere(request, url));
});

// --- Keeping ------------------------------------------------------------------------------------

async function copyOf(answer) {
  const headers = new Headers(answer.headers);
  headers.set(AT, new Date().toISOString());
  headers.delete("Set-Cookie");
  return new Response(await answer.blob(), { status: answer.status, headers });
}

const isPublic = (answer) =>
  answer.ok && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") ?? "");

async function put(name, url, answer) {
  const cache = await caches.open(name);
  await cache.delete(url);
  await cache.put(url, await copyOf(answer));
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST[name]))) await cache.delete(old);
}

async function keep(name, url) {
  try {
    const answer = await fetch(url, { credentials: "omit", cache: "no-cache" });
    if (isPublic(answer)) await put(name, url, answer);
  } catch {
    // away: the next page asks again
  }
}

async function keepAll(urls) {
  for (const url of urls) {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin) continue;
    if (pathname.startsWith("/static/")) {
      if (!(HASHED.test(pathname) && (await caches.match(url, { cacheName: FILES })))) await keep(FILES, url);
    } else if (PUBLIC.test(pathname)) await keep(PAGES, url);
  }
  await refreshPersonal();
}

async function refreshPersonal() {
  for (const name of await caches.keys()) {
    if (!name.startsWith("mine:")) continue;
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      try {
        await settle(name, url, await fetch(url, { credentials: "omit", cache: "no-store" }));
      } catch {
        // away
      }
    }
  }
}

// The copy follows its page; a link that is dead or was replaced takes it along.
async function settle(name, url, answer) {
  if (answer.status === 404 || answer.status === 410) await caches.delete(name);
  else if (answer.ok && !answer.redirected) {
    const copy = await copyOf(answer);
    // Removed by its owner while the answer was on its way: it stays removed.
    if (await caches.has(name)) await (await caches.open(name)).put(url, copy);
  }
}

// --- Answering ----------------------------------------------------------------------------------

async function file(request) {
  const cache = await caches.open(FILES);
  const known = await cache.match(request, { ignoreVary: true });
  if (known && HASHED.test(new URL(request.url).pathname)) return known;
  try {
    const answer = await fetch(request);
    if (isPublic(answer)) await put(FILES, request.url, answer.clone());
    return answer;
  } catch (problem) {
    if (known) return known;
    throw problem;
  }
}

async function page(event) {
  const { request } = event;
  const cache = await caches.open(PAGES);
  const known = await cache.match(request.url, { ignoreVary: true });
  const asked = fetch(request).then((answer) => {
    if (isPublic(answer)) event.waitUntil(put(PAGES, request.url, answer.clone()));
    return answer;
  });
  try {
    return await (known ? Promise.race([asked, late()]) : asked);
  } catch (problem) {
    event.waitUntil(asked.catch(() => {}));
    if (known) return request.mode === "navigate" ? tell(known) : known;
    if (request.mode !== "navigate") throw problem;
    return (await offlinePage(request.url)) ?? Response.error();
  }
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));

async function personal(request, url) {
  const name = `mine:${PERSONAL.exec(url.pathname)[1]}`;
  const isKept = await caches.has(name);
  const known = isKept && !url.search && (await caches.match(url.href, { cacheName: name }));
  try {
    const answer = await fetch(request);
    if (isKept && (known || !answer.ok)) await settle(name, url.href, answer.clone());
    return answer;
  } catch (problem) {
    if (known) return tell(known);
    if (request.mode !== "navigate") throw problem;
    return (await offlinePage(url.href)) ?? Response.error();
  }
}

async function elsewhere(request, url) {
  try {
    return await fetch(request);
  } catch (problem) {
    if (/\/admin\//.test(url.pathname)) throw problem;
    return (await offlinePage(url.href)) ?? Response.error();
  }
}

async function offlinePage(url) {
  const language = new URL(url).pathname.startsWith("/en/") ? "en" : "fr";
  return caches.match(OFFLINE[language], { cacheName: PAGES, ignoreVary: true });
}

// --- How old the copy is ------------------------------------------------------------------------

const WORDS = {
  fr: (moment, release) => `Copie hors connexion du ${moment}${release ? `, version ${release}` : ""}.`,
  en: (moment, release) => `Offline copy of ${moment}${release ? `, release ${release}` : ""}.`,
};

async function tell(known) {
  const html = await known.text();
  const language = /<html lang="en"/.test(html) ? "en" : "fr";
  const release = /data-release="([1-9]\d*)"/.exec(html)?.[1];
  const moment = new Date(known.headers.get(AT)).toLocaleString(language === "en" ? "en-GB" : "fr-FR", {
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  });
  const note = `<p class="rehearsal offline-note" role="status">${WORDS[language](moment, release)}</p>`;
  const headers = new Headers(known.headers);
  headers.delete("Content-Length");
  return new Response(html.replace(/<main\b[^>]*>/, (main) => main + note), { headers });
}
