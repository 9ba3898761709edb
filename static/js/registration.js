// Enhancements of the registration form: it works without this module.

const form = document.querySelector("[data-registration]");
const button = form?.querySelector("[data-submit]");
const shown = document.querySelector("[data-mode-shown]");

// The button and the summary say what the chosen way of coming means.
function follow() {
  const chosen = form.querySelector("[name=way]:checked");
  if (!chosen) return;
  const words = button.getAttribute(`data-${chosen.value.replace("_", "-")}`);
  if (words) button.textContent = words;
  if (shown) shown.textContent = chosen.dataset.mode.trim();
}

// Who changes the language in the middle of the form finds there what was typed: it travels in this tab,
// to this page alone, and is forgotten on arrival. Consents stay behind: they are given in the words read.
const TYPED = "summit.typed";
const STAYS = new Set(["reference", "newsletter", "access_consent"]);
const page = location.pathname.replace(/^\/\w+/, "");

function keepTyped(event) {
  const goes = event.target.closest("a[hreflang]") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!goes) return;
  const isTyped = ([name]) => !STAYS.has(name) && form.elements[name].type !== "hidden";
  const typed = [...new FormData(form)].filter(isTyped);
  try {
    sessionStorage.setItem(TYPED, JSON.stringify({ page, typed }));
  } catch {
    // no storage: the form starts empty
  }
}

function putBack() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(TYPED));
    sessionStorage.removeItem(TYPED);
    if (kept?.page !== page) return;
    for (const [name, value] of kept.typed) {
      for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        else field.value = value;
      }
    }
  } catch {
    // no storage, or nothing of ours in it
  }
}

if (form && button) {
  document.addEventListener("click", keepTyped);
  putBack();
  form.addEventListener("change", follow);
  follow();

  // A second press while the first is on its way does nothing; coming back wakes the form up.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    button.setAttribute("aria-disabled", "true");
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.sending;
  });
  addEventListener("pageshow", () => {
    if (!form.dataset.sent) return;
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.words;
  });
}
