// Draws an answer as the server draws it: into the same template.

const template = document.querySelector("template[data-result]");
const icons = document.querySelector("template[data-icons]");
const place = document.querySelector("[data-answer]");
const says = document.querySelector("[data-says]");

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

function write(root, name, words) {
  const element = part(root, name);
  (element.querySelector("bdi") ?? element).textContent = words || "";
  element.hidden = !words;
}

function drawIcon(root, name) {
  const known = icons.content.querySelector(`[data-icon="${name}"]`) ?? icons.content.firstElementChild;
  part(root, "icon").replaceChildren(...document.importNode(known, true).childNodes);
}

function drawFacts(root, facts) {
  const list = part(root, "facts");
  const row = list.querySelector("div");
  list.replaceChildren(
    ...facts.map(([label, value]) => {
      const copy = row.cloneNode(true);
      copy.querySelector("dt").textContent = label;
      copy.querySelector("dd").textContent = value;
      return copy;
    }),
  );
  list.hidden = !facts.length;
}

export function draw(result) {
  const root = document.importNode(template.content, true);
  const verdict = root.querySelector("[data-tone]");
  verdict.dataset.tone = result.tone;
  verdict.dataset.outcome = result.outcome;
  for (const name of ["title", "line", "name", "organisation", "hint"]) write(root, name, result[name]);
  drawIcon(root, result.icon);
  drawFacts(root, result.facts ?? []);
  const actions = new Set(result.actions);
  for (const button of root.querySelectorAll("[data-action]")) button.hidden = !actions.has(button.dataset.action);
  place.replaceChildren(root);
  say([result.title, result.line, result.name].filter(Boolean).join(". "));
}

// Read out once, even where the same words come twice.
export function say(words) {
  says.textContent = "";
  requestAnimationFrame(() => (says.textContent = words));
}
