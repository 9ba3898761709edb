// Filters and search of the agenda without loading the page anew. The form and every link work without
// this module; whatever goes wrong here ends in a plain navigation to the same address.

const form = document.querySelector("[data-listing-form]");
const status = document.querySelector("[data-listing-status]");
const search = form?.querySelector("input[type=search]");

const WAIT_FOR_TYPING = 250;
let running = null;
let timer = 0;
// Where the words were first typed: emptying the field leads back there.
let before = null;

const region = (page, name) => page.querySelector(`[data-swap="${name}"]`);

// The address that the form stands for, empty fields left out. `button` may send it elsewhere.
function addressOf(button) {
  const url = new URL(button?.getAttribute("formaction") || form.getAttribute("action"), location.href);
  url.search = "";
  for (const [name, value] of new FormData(form)) {
    if (String(value).trim()) url.searchParams.append(name, value);
  }
  return url;
}

// What has the focus, in words that find it again after its region has been replaced.
function rememberFocus() {
  const element = document.activeElement;
  if (!element?.closest("[data-swap]")) return () => {};
  const name = element.closest("[data-swap]").dataset.swap;
  const { pathname } = element.href ? new URL(element.href) : {};
  return () => {
    const place = region(document, name);
    const same = [...place.querySelectorAll("input, a[href]")].find((one) =>
      element.name
        ? one.name === element.name && one.value === element.value
        : name === "tabs" && new URL(one.href).pathname === pathname,
    );
    (same || document.querySelector("[data-said]"))?.focus({ preventScroll: true });
  };
}

// A list cannot be shown in the place of a grid, nor the other way round.
function fits(page) {
  const places = [...document.querySelectorAll("[data-swap]")];
  return places.every((place) => region(page, place.dataset.swap));
}

function show(page, { keepText }) {
  const refocus = rememberFocus();
  for (const place of document.querySelectorAll("[data-swap]")) {
    const fresh = region(page, place.dataset.swap);
    place.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
  const freshForm = page.querySelector("[data-listing-form]");
  form.setAttribute("action", freshForm.getAttribute("action"));
  const [button, freshButton] = [form, freshForm].map((one) => one.querySelector("button"));
  if (freshButton.hasAttribute("formaction")) {
    button.setAttribute("formaction", freshButton.getAttribute("formaction"));
  } else {
    button.removeAttribute("formaction");
  }
  if (!keepText) search.value = freshForm.querySelector("input[type=search]").value;
  document.title = page.title;
  // The other language of this view, in the header and for machines.
  const links = [...document.querySelectorAll("[hreflang][href]")];
  const freshLinks = [...page.querySelectorAll("[hreflang][href]")];
  if (links.length === freshLinks.length) {
    links.forEach((link, place) => link.setAttribute("href", freshLinks[place].getAttribute("href")));
  }
  // What marks the present goes by the day that is shown.
  const [clock, freshClock] = [document, page].map((one) => one.querySelector("[data-clock]"));
  if (clock && freshClock) clock.dataset.day = freshClock.dataset.day;
  refocus();
  status.textContent = document.querySelector("[data-said]")?.textContent ?? "";
  document.dispatchEvent(new CustomEvent("listing:shown"));
}

// `history` is "push", "replace", or empty when the browser has already moved.
async function go(url, { history: how = "push", keepText = false } = {}) {
  running?.abort();
  const mine = (running = new AbortController());
  clearTimeout(timer);
  document.body.toggleAttribute("data-listing-busy", true);
  try {
    const answer = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine.signal.aborted) return;
    if (!fits(page)) throw new Error("another kind of page");
    if (how) history[`${how}State`]({ listing: true }, "", answer.redirected ? answer.url : url);
    show(page, { keepText });
  } catch (problem) {
    if (problem.name === "AbortError" || mine.signal.aborted) return;
    if (how === "" || location.href === url.href) location.reload();
    else location.assign(url);
  } finally {
    if (running === mine) document.body.removeAttribute("data-listing-busy");
  }
}

function type() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const typed = search.value.trim();
    const first = !new URLSearchParams(location.search).get("q");
    if (!typed && first) return;
    if (first) before = location.href;
    const url = typed || !before ? addressOf(form.querySelector("button")) : new URL(before);
    // One step back undoes the search, however many letters it took.
    go(url, { history: first ? "push" : "replace", keepText: true });
    if (!typed) before = null;
  }, WAIT_FOR_TYPING);
}

if (form && status && window.DOMParser && history.pushState) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(addressOf(event.submitter), { keepText: true });
    if (event.submitter?.closest(".filters")) form.querySelector(".filters").open = false;
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") go(addressOf(), { keepText: true });
  });
  search.addEventListener("input", (event) => {
    if (!event.isComposing) type();
  });
  search.addEventListener("compositionend", type);

  document.addEventListener("click", (event) => {
    const plain = !event.defaultPrevented && event.button === 0;
    if (!plain || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest(
      '[data-swap="tabs"] a, .result-bar a:not([data-copy-link]), .result-more a, .empty-state .actions a',
    );
    if (!link || link.origin !== location.origin || link.hash) return;
    event.preventDefault();
    go(new URL(link.href));
  });

  addEventListener("popstate", () => go(new URL(location.href), { history: "" }));
}
