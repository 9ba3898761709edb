// "May I come?": the answer follows the three questions at once. Without this module the form is sent.

const PARTS = ["[data-come-answer]", "[data-come-more]"];

for (const place of document.querySelectorAll("[data-come]")) {
  const form = place.querySelector("form");
  const isPage = Boolean(place.querySelector("[data-come-more]"));
  let asked;

  async function ask() {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams(new FormData(form)).toString();
    const answer = place.querySelector(PARTS[0]);
    answer.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(address, { signal: asked.signal, credentials: "same-origin" });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const part of PARTS) {
        const fresh = page.querySelector(part);
        // The region stays, so that a screen reader hears what changed in it.
        if (fresh) place.querySelector(part)?.replaceChildren(...fresh.childNodes);
      }
      if (isPage) history.replaceState(history.state, "", address);
      answer.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") location.assign(address);
    }
  }

  form.addEventListener("change", ask);
  // On its own page the button has nothing left to do; elsewhere it leads to that page.
  if (isPage) place.classList.add("come--live");
}
