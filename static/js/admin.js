// Names what Django’s own widgets leave unnamed: fields in the cells of a table, and lists that are searched by typing.

function nameCells() {
  for (const field of document.querySelectorAll("td :is(input:not([type=hidden]), select, textarea)")) {
    if (field.labels?.length || field.getAttribute("aria-label")) continue;
    const cell = field.closest("td");
    const head = cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
    const words = head?.textContent.trim();
    if (words) field.setAttribute("aria-label", words);
  }
}

function nameLists() {
  for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
    const box = select.nextElementSibling;
    const words = select.labels?.[0]?.textContent.trim().replace(/\s*:$/, "") || select.getAttribute("aria-label");
    if (!box || !words) continue;
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox], input[type=search]")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", words);
    }
    box.querySelector("ul")?.setAttribute("role", "presentation");
  }
}

function nameAll() {
  nameCells();
  nameLists();
  for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
}

// The widgets draw themselves when they like, and rows are added: whatever appears is named.
let waits = false;
new MutationObserver(() => {
  if (waits) return;
  waits = true;
  queueMicrotask(() => {
    waits = false;
    nameAll();
  });
}).observe(document.body, { childList: true, subtree: true });
nameAll();

// “/” leads to the search of registrations, wherever nothing is being typed.
document.addEventListener("keydown", (press) => {
  const typing = press.target.closest("input, textarea, select, [contenteditable]");
  if (press.key !== "/" || typing || press.ctrlKey || press.metaKey || press.altKey) return;
  const search = document.getElementById("find-words");
  if (!search) return;
  press.preventDefault();
  search.focus();
});
