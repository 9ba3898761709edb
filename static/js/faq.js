// Answers while one types. The form works without this module; what fails here is left to it.

const form = document.querySelector("[data-faq-search]");
const search = form?.querySelector("input[type=search]");
const WAIT_FOR_TYPING = 200;
let timer = 0;
let running = null;

async function answer() {
  running?.abort();
  const mine = (running = new AbortController());
  const url = new URL(form.getAttribute("action"), location.href);
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) url.searchParams.set(name, value.trim());
  }
  try {
    const response = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine.signal.aborted) return;
    history.replaceState(null, "", url);
    show(page);
  } catch {
    // offline, or a newer word is on its way: Enter sends the form
  }
}

function show(page) {
  for (const place of document.querySelectorAll("[data-swap]")) {
    const fresh = page.querySelector(`[data-swap="${place.dataset.swap}"]`);
    place.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
  document.title = page.title;
  // The other language of this search, in the header and for machines.
  for (const link of document.querySelectorAll("[hreflang][href]")) {
    const fresh = page.querySelector(`${link.localName}[hreflang=${link.hreflang}]`);
    if (fresh) link.setAttribute("href", fresh.getAttribute("href"));
  }
}

function soon(event) {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(answer, WAIT_FOR_TYPING);
}

search?.addEventListener("input", soon);
search?.addEventListener("compositionend", soon);
