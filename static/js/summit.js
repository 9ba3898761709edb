// Enhancements only: every page works without this module.

const language = document.documentElement.lang;

// Menus (details) close on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-close-outside][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A permanent link opens the answer that it points to.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (!details || details.open) return;
  details.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", openTarget);
openTarget();

// The summary of errors takes the focus.
document.querySelector("[data-focus]")?.focus();

// "Copy link": data-copy-link holds the address, or the href does; the words say that it is done.
for (const link of document.querySelectorAll("[data-copy-link]")) {
  link.addEventListener("click", async (event) => {
    const address = new URL(link.dataset.copyLink || link.getAttribute("href"), location.href);
    if (!navigator.clipboard) return;
    event.preventDefault();
    await navigator.clipboard.writeText(address.href);
    const words = link.querySelector("span") || link;
    const before = words.textContent;
    words.textContent = language === "fr" ? "Lien copié" : "Link copied";
    words.setAttribute("role", "status");
    setTimeout(() => {
      words.textContent = before;
    }, 2000);
  });
}

// A form that filters sends itself when one of its boxes changes.
for (const form of document.querySelectorAll("form[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

if (document.querySelector("[data-live-url]")) import("./live.js");
