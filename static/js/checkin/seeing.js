// The camera on the page of a door: started by its button, or by itself where it ran before.

import { canSee, isAllowed, openCamera } from "./camera.js";

const REST = 180_000; // without a ticket, the camera sleeps: it warms the phone and empties it
const RAN = "summit.door.camera";
const FAULTS = { NotAllowedError: "cameraDenied", NotFoundError: "cameraMissing", OverconstrainedError: "cameraMissing" };

const words = document.querySelector("[data-words]").dataset;
const find = (name) => document.querySelector(`[data-${name}]`);

export function startSeeing(read, tell) {
  const [video, view, button] = [find("camera"), find("view"), find("camera-start")];
  let camera = null;
  let lock = null;
  let timer = 0;

  const wake = async () => {
    try {
      lock = await navigator.wakeLock?.request("screen");
    } catch {
      // a battery that runs low: the screen may go dark
    }
  };

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(stop, REST);
  }

  function showState(isOn) {
    video.hidden = !isOn;
    view.toggleAttribute("data-on", isOn);
    button.querySelector("span").textContent = words[isOn ? "cameraStop" : "cameraStart"];
    button.classList.toggle("button--primary", !isOn);
    button.classList.toggle("button--outline", isOn);
  }

  async function start() {
    showState(true);
    try {
      camera = await openCamera(video, (text) => {
        rest();
        read(text);
      });
      remember("1");
      tell("");
      rest();
      wake();
    } catch (problem) {
      showState(false);
      remember("");
      tell(words[FAULTS[problem.name] ?? "cameraFailed"]);
    }
  }

  function stop() {
    clearTimeout(timer);
    camera?.close();
    camera = null;
    lock?.release();
    showState(false);
  }

  function remember(value) {
    try {
      sessionStorage.setItem(RAN, value);
    } catch {
      // it has to be started by hand each time
    }
  }

  const ranBefore = () => {
    try {
      return Boolean(sessionStorage.getItem(RAN));
    } catch {
      return false;
    }
  };

  if (canSee()) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (camera) {
        stop();
        remember("");
      } else start();
    });
    document.addEventListener("visibilitychange", async () => {
      if (document.hidden) stop();
      else if (ranBefore() && !camera) start();
    });
    isAllowed().then((yes) => yes && ranBefore() && start());
  }

  return {
    look() {
      camera?.look();
      if (camera) rest();
    },
    pause: () => camera?.pause(),
  };
}
