// Reading tickets with the camera: the browser's own reader where it has one, else ours, which is loaded
// only then.

const WIDE = 640; // enough for a ticket held before the lens, and quick on an old phone
const BETWEEN = 120;
const GONE = 1_500;

let reader;

async function ownReader() {
  try {
    const formats = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  } catch {
    return null;
  }
}

async function loadedReader() {
  const { decodeQR } = await import("./qr/decode.js");
  const canvas = document.createElement("canvas");
  const surface = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const scale = Math.min(1, WIDE / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    surface.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decodeQR(surface.getImageData(0, 0, canvas.width, canvas.height));
  };
}

async function glance(video) {
  try {
    return await reader(video);
  } catch {
    return undefined; // nothing to read in this picture
  }
}

export const canSee = () => Boolean(navigator.mediaDevices?.getUserMedia);

export async function isAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}

// Shows the camera in `video` and calls `read(text)` for each ticket. A ticket that is still held there when
// `look()` goes on counts once: it has to be gone for a moment first. Raises what getUserMedia raises.
export async function openCamera(video, read) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  video.srcObject = stream;
  await video.play();
  reader ??= (await ownReader()) ?? (await loadedReader());

  let looking = true;
  let last = { text: "", at: 0 };
  let timer = setTimeout(turn, 0);

  async function turn() {
    if (looking && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth) {
      const text = await glance(video);
      if (text && looking) {
        const isNew = text !== last.text || Date.now() - last.at > GONE;
        last = { text, at: Date.now() };
        if (isNew) read(text);
      }
    }
    if (video.srcObject === stream) timer = setTimeout(turn, BETWEEN);
  }

  return {
    look() {
      looking = true;
      last.at = Date.now();
    },
    pause: () => (looking = false),
    close: () => {
      clearTimeout(timer);
      looking = false;
      for (const track of stream.getTracks()) track.stop();
      if (video.srcObject === stream) video.srcObject = null;
    },
  };
}
