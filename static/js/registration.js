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

if (form && button) {
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
