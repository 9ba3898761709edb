// While work goes on in the background, its page is asked for again and the part that tells of it replaced.

const EVERY = 2_000;

async function look() {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("progress");
    if (fresh) document.getElementById("progress").replaceWith(fresh);
  } catch {
    // Out of reach for a moment: the next look tries again.
  }
}

const timer = setInterval(async () => {
  await look();
  if (!document.querySelector("#progress[data-running]")) clearInterval(timer);
}, EVERY);
