// While the broadcast is watched, say so once a minute: the page is open, or the stream's tab was opened.

const EVERY = 60_000;
const place = document.querySelector("[data-attend]");

function isWatching() {
  if (place instanceof HTMLVideoElement) return !place.paused && !place.ended;
  return true;
}

setInterval(() => {
  if (!isWatching()) return;
  const body = new URLSearchParams({ still: "1" });
  // A failure counts as not watching; the next minute tries again.
  fetch(place.dataset.attend, { method: "POST", body, cache: "no-store" }).catch(() => {});
}, EVERY);
