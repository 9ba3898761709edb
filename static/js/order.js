// Moving questions inside their category without leaving the list, by its arrows or by dragging.
// Without this module each arrow posts its form and the list comes back in its new order.

const form = document.querySelector("[data-order]");
const said = document.getElementById("order-said");

const rowOf = (moves) => moves.closest("tr");
const movesOf = (category) =>
  [...document.querySelectorAll(".moves[data-question]")].filter(
    (moves) => moves.dataset.category === category,
  );

// The server's word counts: another organiser may have moved something too.
function show(category, ids) {
  const known = new Map(movesOf(category).map((moves) => [moves.dataset.question, moves]));
  const first = rowOf(known.values().next().value);
  const mark = document.createComment("");
  first.before(mark);
  ids.forEach((id, index) => {
    const moves = known.get(String(id));
    if (!moves) return;
    mark.before(rowOf(moves));
    moves.querySelector(".moves__place").textContent = index + 1;
    moves.querySelector("[name=up]").disabled = index === 0;
    moves.querySelector("[name=down]").disabled = index === ids.length - 1;
  });
  mark.remove();
}

function tell(words, failed) {
  said.textContent = words;
  said.classList.toggle("moves__said--failed", failed);
}

let saving = false;

async function save(data, moves) {
  if (saving) return;
  saving = true;
  const focused = document.activeElement;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    const { said: words, ids } = await answer.json();
    if (answer.ok) show(moves.dataset.category, ids);
    tell(words, !answer.ok);
  } catch {
    tell(form.dataset.failed, true);
  } finally {
    saving = false;
  }
  // A row that moves loses the focus, and an arrow at the end of its way cannot hold it.
  if (moves.contains(focused)) {
    (focused.disabled ? moves.querySelector("button:enabled") : focused)?.focus();
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const arrow = event.submitter;
  save(new FormData(form, arrow), arrow.closest(".moves"));
});

// --- Dragging ------------------------------------------------------------------------------

let dragged = null;
let over = null;

function clear() {
  over?.classList.remove("moves-before", "moves-after");
  over = null;
}

function aim(row, after) {
  clear();
  over = row;
  row.classList.add(after ? "moves-after" : "moves-before");
}

const inLowerHalf = (event, row) => {
  const box = row.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
};

function enable(moves) {
  const handle = moves.querySelector(".moves__handle");
  const row = rowOf(moves);
  handle.hidden = false;
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => {
    dragged = moves;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", moves.dataset.question);
    event.dataTransfer.setDragImage(row, 0, 0);
    row.classList.add("moves-dragged");
  });
  handle.addEventListener("dragend", () => {
    row.classList.remove("moves-dragged");
    dragged = null;
    clear();
  });
  row.addEventListener("dragover", (event) => {
    if (!dragged || dragged.dataset.category !== moves.dataset.category) return clear();
    event.preventDefault();
    aim(row, inLowerHalf(event, row));
  });
  row.addEventListener("drop", (event) => {
    if (!dragged || dragged.dataset.category !== moves.dataset.category) return;
    event.preventDefault();
    const others = movesOf(moves.dataset.category);
    const place = others.indexOf(moves) + (inLowerHalf(event, row) ? 1 : 0);
    const before = others[place];
    if (before === dragged || others[place - 1] === dragged) return;
    const data = new FormData(form);
    data.set("question", dragged.dataset.question);
    if (before) data.set("before", before.dataset.question);
    save(data, dragged);
  });
}

if (form) document.querySelectorAll(".moves").forEach(enable);
