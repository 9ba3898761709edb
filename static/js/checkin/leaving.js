// Signing out at the doors leaves nothing on this device, and says so where scans would be lost with it.

import * as store from "./store.js";

const form = document.querySelector("[data-door-sign-out]");
let isWarned = false;

async function forget() {
  for (const name of ["queue", "lists", "passages"]) await store.clear(name);
  for (const name of await caches.keys()) if (name.startsWith("doors:")) await caches.delete(name);
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const unsent = (await store.all("queue")).length;
  if (unsent && !isWarned) {
    isWarned = true;
    form.querySelector("[data-unsent-note]").textContent = form.dataset.unsent.replace("{count}", unsent);
    return;
  }
  try {
    await forget();
  } catch {
    // a browser that keeps nothing; the answer to signing out clears the rest
  }
  form.submit();
});
