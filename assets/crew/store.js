// What the phone keeps: the worker's next jobs, and what was tapped and photographed but not sent yet.
// IndexedDB, since it outlives a reload and takes pictures. Every call is one short transaction.

const NAME = "crew";
const STORES = { kept: {}, taps: { keyPath: "n", autoIncrement: true }, photos: { keyPath: "upload_id" } };

let opening = null;

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [store, options] of Object.entries(STORES)) request.result.createObjectStore(store, options);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

async function write(store, deed) {
  const transaction = (await open()).transaction(store, "readwrite");
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
  const answer = await asked(deed(transaction.objectStore(store)));
  await done;
  return answer;
}

const read = async (store, question) => asked(question((await open()).transaction(store).objectStore(store)));

export const readKept = () => read("kept", (store) => store.get("days"));
export const keep = (days) => write("kept", (store) => store.put(days, "days"));

/** Other pages as they were last seen: { html, at }. */
export const readPage = (name) => read("kept", (store) => store.get(`page ${name}`));
export const keepPage = (name, page) => write("kept", (store) => store.put(page, `page ${name}`));

export const forgetKept = () => write("kept", (store) => store.clear());

/** The taps that are not sent yet, in the order they were tapped. */
export const readTaps = () => read("taps", (store) => store.getAll());
export const addTap = (tap) => write("taps", (store) => store.add(tap));
export const dropTap = (n) => write("taps", (store) => store.delete(n));

export const readPhotos = () => read("photos", (store) => store.getAll());
export const addPhoto = (photo) => write("photos", (store) => store.put(photo));
export const dropPhoto = (id) => write("photos", (store) => store.delete(id));

/** Everything, when somebody signs out or somebody else signs in. */
export async function forgetAll() {
  for (const store of Object.keys(STORES)) await write(store, (held) => held.clear());
}
