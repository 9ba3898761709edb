// What a ticket says, and what a list that is sealed under tickets says of it.
//
// The list on a phone opens only with the tickets themselves: an entry is found by a hash of the code
// and read with a key made of it. docs/checkin.md describes the format.

const FULL = 26;
const SHORT = 12;
const IV = 12;
const text = new TextEncoder();

// As the server reads a code: capitals and digits, whatever stands between them.
export const clean = (typed) => typed.toUpperCase().replace(/[^A-Z0-9]/g, "").slice(0, 64);

export const isFull = (code) => code.length === FULL;
export const isShort = (code) => code.length === SHORT;

const digest = (purpose, code) => crypto.subtle.digest("SHA-256", text.encode(`${purpose}:${code}`));

async function hex(purpose, code) {
  const bytes = new Uint8Array(await digest(purpose, code));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const indexOf = (code) => hex("summit-door-index", code);

// That this phone was shown the ticket: unlike the index, it stands in no list.
export const proofOf = (code) => hex("summit-door-proof", code);

// What the list says under this code; null for an entry that another code has sealed.
export async function open(code, sealed) {
  const bytes = Uint8Array.from(atob(sealed), (sign) => sign.charCodeAt(0));
  const raw = await digest("summit-door-key", code);
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  try {
    const way = { name: "AES-GCM", iv: bytes.subarray(0, IV) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way, key, bytes.subarray(IV))));
  } catch {
    return null;
  }
}
