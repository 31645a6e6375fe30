// The worker's phone behind its screens: keeps, sends, and says what came of it.
// Every tap is written down first and sent afterwards, with a line or without one, so there is one way
// for both: nothing is lost by a reload, and the server hears each tap once and in its order.

import * as store from "./store.js";

const WAITS = [2_000, 5_000, 15_000, 30_000, 60_000];
const MOST_REFUSALS = 5;

const listeners = new Set();
let state = {
  ready: false, // what is kept has been read
  online: true,
  signedOut: false,
  kept: null,
  readAt: 0,
  others: {}, // jobs and weeks beyond what is kept, by id or first day; never stored
  taps: [],
  photos: [],
  progress: {},
  refusals: [],
};
let csrf = "";
let retry = 0;
let attempt = 0;
let started = false;
let leaving = false;

export const getState = () => state;
export const subscribe = (heard) => {
  listeners.add(heard);
  return () => listeners.delete(heard);
};

function set(changes) {
  state = { ...state, ...changes };
  listeners.forEach((heard) => heard());
}

// --- talking to the server -----------------------------------------------------------------------

class Away extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, headers: { accept: "application/json", ...options.headers }, cache: "no-store" });
  } catch {
    throw new Away();
  }
  // A proxy without an app behind it, a restart: as good as no line.
  if (answer.status >= 500 || answer.status === 429) throw new Away();
  set({ online: true });
  return answer;
}

const writes = () => ({ "x-csrf-token": csrf, "x-phone-time": new Date().toISOString() });

function lost() {
  set({ online: false });
  clearTimeout(retry);
  retry = setTimeout(wake, WAITS[Math.min(attempt++, WAITS.length - 1)]);
}

/** Ask for the worker's days again. True when the server answered with them. */
export async function refresh() {
  let answer;
  try {
    answer = await ask("/phone/days");
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
    return false;
  }
  if (answer.status === 401) {
    // Somebody who is no longer signed in sees no jobs; what they tapped waits for them.
    await store.forgetKept();
    set({ signedOut: true, kept: null });
    return false;
  }
  if (!answer.ok) return false;
  const kept = await answer.json();
  if (leaving) return false;
  attempt = 0;
  csrf = kept.csrf_token ?? "";
  delete kept.csrf_token;
  const before = await store.readKept();
  if (before && before.days.who !== kept.who) {
    await store.forgetAll();
    set({ taps: [], photos: [], refusals: [], others: {} });
  }
  const readAt = Date.now();
  await store.keep({ days: kept, readAt });
  set({ kept, readAt, signedOut: false });
  return true;
}

/** A job that is not among the kept days, such as last week's. */
export async function fetchJob(id) {
  try {
    const answer = await ask(`/phone/jobs/${encodeURIComponent(id)}`);
    if (answer.ok) set({ others: { ...state.others, [id]: { kept: await answer.json(), readAt: Date.now() } } });
    else set({ others: { ...state.others, [id]: { missing: true } } });
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
  }
}

/** Another week than the kept one; null without a line. */
export async function fetchWeek(first) {
  try {
    const answer = await ask(`/phone/days?from=${encodeURIComponent(first)}`);
    return answer.ok ? (await answer.json()).days : null;
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
    return null;
  }
}

/** Keys and codes, never kept: every look is noted. Gives the words, or a problem. */
export async function lookAtAccess(id) {
  try {
    const answer = await ask(`/phone/jobs/${encodeURIComponent(id)}/access`, { method: "POST", headers: writes() });
    return answer.ok ? { notes: (await answer.json()).notes } : { problem: await answer.json() };
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
    return null;
  }
}

/** A page as it is seen now, for when there is no line; nothing more of somebody who is leaving. */
export const keepPage = async (name, page) => leaving || state.signedOut || store.keepPage(name, page);

export const readPage = store.readPage;

// --- taps ----------------------------------------------------------------------------------------

export const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(c) / 4)))).toString(16),
  );

// Whose job something is about: by the time it is refused, the job may be gone from this phone.
function clientOf(booking_id) {
  const days = [...(state.kept?.days ?? []), { jobs: Object.values(state.others).map((one) => one?.kept) }];
  return days.flatMap((day) => day.jobs).find((one) => one?.job?.id === booking_id)?.job.client ?? "";
}

/** Write a tap down, show it, and send it when possible. */
export async function tap(kind, booking_id, more = {}) {
  const about = clientOf(booking_id);
  const made = { id: newId(), kind, booking_id, about, tapped_at: new Date().toISOString(), ...more };
  made.n = await store.addTap(made);
  set({ taps: [...state.taps, made] });
  wake();
}

export const dismiss = (id) => set({ refusals: state.refusals.filter((refusal) => refusal.id !== id) });

// The words of a note go with it, to be said some other way.
function refused(what, problem) {
  const { kind, about = "", text = "" } = what;
  const refusal = { id: what.id ?? what.upload_id, kind, about, text, problem };
  set({ refusals: [...state.refusals, refusal].slice(-MOST_REFUSALS) });
}

function put(job) {
  if (state.others[job.job.id]) set({ others: { ...state.others, [job.job.id]: { kept: job, readAt: Date.now() } } });
  if (!state.kept) return;
  const days = state.kept.days.map((day) => ({
    ...day,
    jobs: day.jobs.map((one) => (one.job.id === job.job.id ? job : one)),
  }));
  // A job's own moment of reading: others in the list were read earlier.
  job.readAt = Date.now();
  const kept = { ...state.kept, days };
  set({ kept });
  return store.keep({ days: kept, readAt: state.readAt });
}

async function sendTap(tap, again = true) {
  const { n, id, about, ...body } = tap;
  const answer = await ask("/phone/taps", {
    method: "POST",
    headers: { ...writes(), "content-type": "application/json", "idempotency-key": id },
    body: JSON.stringify(body),
  });
  if (answer.status === 401) {
    set({ signedOut: true });
    return false;
  }
  const said = await answer.json();
  // The session may have been renewed since the page came: take its token and try once more.
  if (answer.status === 403 && !said.said && again && (await refresh())) return sendTap(tap, false);
  await store.dropTap(n);
  set({ taps: state.taps.filter((one) => one.n !== n) });
  if (answer.ok) await put(said);
  else refused(tap, said);
  return answer.ok || "refused";
}

// --- photos --------------------------------------------------------------------------------------

const LONGEST_SIDE = 2048;

/** A smaller copy before it goes over a phone line, upright, without what the camera wrote into it. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85))) ?? file;
  } catch {
    return file; // Not a picture this browser knows; the server says what it thinks of it.
  }
}

/** Keep a photo and send it when possible. `report_id` names the problem it was taken for. */
export async function addPhoto(booking_id, kind, file, report_id = "") {
  const taken_at = new Date().toISOString();
  const about = clientOf(booking_id);
  const photo = { upload_id: newId(), booking_id, about, kind, report_id, blob: await smaller(file), taken_at };
  await store.addPhoto(photo);
  set({ photos: [...state.photos, photo] });
  wake();
}

export async function dropPhoto(upload_id) {
  await store.dropPhoto(upload_id);
  set({ photos: state.photos.filter((photo) => photo.upload_id !== upload_id) });
}

/** XMLHttpRequest, as fetch can't tell how far an upload is. */
const upload = (path, form, headers, progress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => event.lengthComputable && progress(Math.round((event.loaded / event.total) * 100));
    request.onload = () => resolve({ status: request.status, body: request.response ?? {} });
    request.onerror = request.ontimeout = () => reject(new Away());
    request.timeout = 180_000;
    request.send(form);
  });

async function sendPhoto(photo) {
  const form = new FormData();
  form.append("upload_id", photo.upload_id);
  form.append("kind", photo.kind);
  if (photo.report_id) form.append("report_id", photo.report_id);
  form.append("age_seconds", String(Math.max(0, Math.round((Date.now() - Date.parse(photo.taken_at)) / 1000))));
  form.append("photo", photo.blob, "photo.jpg");
  const progress = (percent) => set({ progress: { ...state.progress, [photo.upload_id]: percent } });
  progress(0);
  const path = `/phone/jobs/${encodeURIComponent(photo.booking_id)}/photos`;
  const { status, body } = await upload(path, form, writes(), progress);
  if (status >= 500 || status === 429 || status === 0) throw new Away();
  if (status === 401) {
    set({ signedOut: true });
    return false;
  }
  if (status >= 400) refused(photo, body);
  await dropPhoto(photo.upload_id);
  await fetchInto(photo.booking_id);
  return true;
}

async function fetchInto(id) {
  const answer = await ask(`/phone/jobs/${encodeURIComponent(id)}`);
  if (answer.ok) await put(await answer.json());
}

export async function removePhoto(booking_id, id) {
  try {
    const answer = await ask(`/phone/photos/${encodeURIComponent(id)}`, { method: "DELETE", headers: writes() });
    if (!answer.ok) refused({ id, kind: "photo" }, await answer.json());
    await fetchInto(booking_id);
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
  }
}

// --- when to send --------------------------------------------------------------------------------

let sending = false;

async function sendAll() {
  if (!csrf && !(await refresh())) return;
  let anyRefused = false;
  while (state.taps.length) {
    const sent = await sendTap(state.taps[0]);
    if (!sent) return;
    anyRefused ||= sent === "refused";
  }
  for (const photo of [...state.photos]) if (!(await sendPhoto(photo))) return;
  if (anyRefused) await refresh();
}

/** Send what waits, one sender at a time, also across two tabs of one phone. */
export async function wake() {
  if (sending || (!state.taps.length && !state.photos.length && state.online)) return;
  sending = true;
  clearTimeout(retry);
  try {
    if (!state.online && !(await refresh())) return;
    const lock = navigator.locks?.request.bind(navigator.locks) ?? ((_name, deed) => deed());
    await lock("crew-send", async () => {
      set({ taps: await store.readTaps(), photos: await store.readPhotos() });
      await sendAll();
    });
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    lost();
  } finally {
    sending = false;
  }
  // Something may have been tapped while the last of the others was on its way.
  if (state.online && csrf && !state.signedOut && unsent()) setTimeout(wake, 0);
}

/** Read what is kept, show it, then ask the server. Called by the first screen that is drawn. */
export async function begin() {
  if (started) return;
  started = true;
  window.addEventListener("online", () => {
    attempt = 0;
    wake();
  });
  window.addEventListener("offline", () => set({ online: false }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh().then(wake);
  });
  try {
    const kept = await store.readKept();
    set({
      kept: kept?.days ?? null,
      readAt: kept?.readAt ?? 0,
      taps: await store.readTaps(),
      photos: await store.readPhotos(),
    });
  } finally {
    set({ ready: true, online: navigator.onLine });
  }
  await refresh();
  wake();
}

export const unsent = () => state.taps.length + state.photos.length;

/** Forget everything and let the pages kept by the service worker go, before signing out. */
export async function forget() {
  leaving = true;
  await store.forgetAll();
  for (const name of await caches.keys()) if (name.startsWith("crew-")) await caches.delete(name);
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const worker of workers) await worker.unregister();
}
