// What a phone keeps: scans that wait to be sent, the sealed list of each door, and which tickets it let
// through itself. No name and no full code is ever among it.
//
// Where the browser keeps nothing, all of it lasts as long as the page.

const NAME = "summit.doors";
const STORES = { queue: "nonce", lists: "door", passages: "index" };

const memory = Object.fromEntries(Object.keys(STORES).map((store) => [store, new Map()]));
let opened;

function database() {
  opened ??= new Promise((resolve) => {
    try {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        for (const [store, keyPath] of Object.entries(STORES)) asked.result.createObjectStore(store, { keyPath });
      };
      asked.onsuccess = () => {
        // Signing out in another tab takes the store away: nothing may hold it.
        asked.result.onversionchange = () => {
          asked.result.close();
          opened = undefined;
        };
        asked.result.onclose = () => (opened = undefined);
        resolve(asked.result);
      };
      asked.onerror = asked.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opened;
}

async function run(store, mode, work, inMemory) {
  for (let turn = 0; turn < 2; turn += 1) {
    const kept = await database();
    if (!kept) break;
    try {
      return await ask(kept, store, mode, work);
    } catch {
      opened = undefined; // closed under our hands: once more, then in memory
    }
  }
  return inMemory(memory[store]);
}

function ask(kept, store, mode, work) {
  return new Promise((resolve, reject) => {
    const turn = kept.transaction(store, mode, { durability: "strict" });
    const asked = work(turn.objectStore(store));
    turn.oncomplete = () => resolve(asked?.result);
    turn.onerror = turn.onabort = () => reject(turn.error);
  });
}

const keyOf = (store, row) => row[STORES[store]];

export const isLasting = async () => Boolean(await database());

export const all = (store) =>
  run(store, "readonly", (rows) => rows.getAll(), (rows) => [...rows.values()]);

export const get = (store, key) =>
  run(store, "readonly", (rows) => rows.get(key), (rows) => rows.get(key));

export const put = (store, row) =>
  run(store, "readwrite", (rows) => rows.put(row), (rows) => rows.set(keyOf(store, row), row));

export const remove = (store, key) =>
  run(store, "readwrite", (rows) => rows.delete(key), (rows) => rows.delete(key));

export const clear = (store) =>
  run(store, "readwrite", (rows) => rows.clear(), (rows) => rows.clear());
