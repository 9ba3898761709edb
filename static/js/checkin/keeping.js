// Keeps the page of the door and what it is drawn with on this device, so that it opens without a
// connection: through a service worker that knows nothing but doors.

const page = document.querySelector("[data-door]");

function files() {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  return loaded.filter((url) => new URL(url).pathname.startsWith("/static/"));
}

export async function startKeeping() {
  if (!("serviceWorker" in navigator && "caches" in window)) return;
  const { worker, scope, keep } = page.dataset;
  try {
    await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ keep: [...keep.split(" "), ...files()] });
  } catch {
    // private browsing, or a policy of the browser: the page works as long as it stays open
  }
}
