// The way to the server: a scan and its answer, those that waited, and the list to go on with without it.

const PATIENCE = 3_000;
const PATIENCE_FOR_MANY = 30_000;

// No connection, or a server that cannot answer now: what was asked is asked again later.
export class Away extends Error {}

// The server does not want this: asking again is no help. `status` says whether one has to sign in.
export class Refused extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

async function ask(url, options, patience) {
  try {
    const signal = AbortSignal.timeout?.(patience); // a browser without it waits as long as it likes
    return await fetch(url, { cache: "no-store", credentials: "same-origin", signal, ...options });
  } catch {
    throw new Away();
  }
}

// Only an error in the server's own words is a refusal: whatever else comes, a page of some proxy or the
// one of a network to sign in to, was not our server.
async function read(answer) {
  let content = {};
  try {
    content = await answer.json();
  } catch {
    throw new Away();
  }
  if (answer.ok) return content;
  if (answer.status >= 500 || answer.status === 429 || !content.error) throw new Away();
  throw new Refused(answer.status, content.error);
}

// The token lies in a page: after a new sign-in, or on a page that was kept, it is another one by now.
async function renewToken() {
  const answer = await ask(document.querySelector("[data-home]").dataset.home, {}, PATIENCE);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  if (!fresh || fresh === token) return false;
  token = fresh;
  return true;
}

const post = (url, scans, patience) =>
  ask(
    url,
    {
      method: "POST",
      body: JSON.stringify({ scans }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    },
    patience,
  );

// `{ results, present }`, results in the order of the scans.
export async function send(url, scans) {
  const patience = scans.some((scan) => scan.offline) ? PATIENCE_FOR_MANY : PATIENCE;
  let answer = await post(url, scans, patience);
  if (answer.status === 403 && (await renewToken())) answer = await post(url, scans, patience);
  return read(answer);
}

// The list and its ETag; null where it is still the one of `etag`.
export async function fetchList(url, etag) {
  const headers = etag ? { "If-None-Match": etag } : {};
  const answer = await ask(url, { headers }, PATIENCE_FOR_MANY);
  if (answer.status === 304) return null;
  return { ...(await read(answer)), etag: answer.headers.get("ETag") ?? "" };
}

// Takes a scan back. The answer leads to the ticket's page; to sign in where somebody has to.
export async function takeBack(url) {
  const post = () => ask(url, { method: "POST", headers: { "X-CSRFToken": token } }, PATIENCE);
  let answer = await post();
  if (answer.status === 403 && (await renewToken())) answer = await post();
  if (answer.status >= 500) throw new Away();
  if (!answer.ok) throw new Refused(answer.status, "");
  if (!url.startsWith(new URL(answer.url).pathname)) throw new Refused(401, "");
}
