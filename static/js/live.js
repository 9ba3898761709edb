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
