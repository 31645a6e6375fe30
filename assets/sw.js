// The service worker of the worker app: shows its pages without a line.
// It keeps the pages' shells and the scripts and styles they are made of, and nothing else: no answer of
// the API, no photo, no page of the office. What is on those pages the phone keeps itself (crew/store.js).
// Registered with the name of the build, so that every build brings a worker and a cache of its own.

const given = new URL(self.location.href).searchParams;
const CACHE = `crew-${given.get("build") ?? "0"}`;
const PAGES = (given.get("pages") ?? "").split(",").filter((path) => /^[\w:/-]+$/.test(path));
const NAMED = ["/theme.js", "/icon.svg", "/manifest.json"];
const PATIENCE = 4_000;

// Pages by the shell that serves them; a job's page is the same for every job.
const SHELLS = PAGES.map((path) => [
  new RegExp(`^/${path.replace(/:\w+/g, "[^/]+")}/?$`),
  `/${path.replace(/:\w+/g, "kept")}`,
]);

const shellOf = (path) => SHELLS.find(([pattern]) => pattern.test(path))?.[1];
const isKept = (path) => path.startsWith("/assets/") || path.startsWith("/fonts/") || NAMED.includes(path);

const linked = (html) => [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((found) => found[1]);

/** Scripts and styles of our screens, from the list of routes that the build carries. */
function ofScreens(manifest) {
  const { routes, entry } = JSON.parse(manifest.slice(manifest.indexOf("{"), manifest.lastIndexOf("}") + 1));
  const ours = Object.values(routes).filter((route) => route.id === "root" || PAGES.includes(route.path));
  return [entry, ...ours].flatMap((one) => [one.module, ...(one.imports ?? []), ...(one.css ?? [])]);
}

async function keepShells() {
  const cache = await caches.open(CACHE);
  const files = new Set(NAMED);
  for (const [, shell] of SHELLS) {
    const page = await fetch(shell, { cache: "no-store", credentials: "omit" });
    const html = await page.text();
    // Made anew, with the policy that came with it: a browser refuses a page that was redirected.
    await cache.put(shell, new Response(html, { headers: page.headers }));
    linked(html).forEach((file) => files.add(file));
  }
  const manifest = [...files].find((file) => file.includes("/manifest-"));
  if (manifest) ofScreens(await (await fetch(manifest)).text()).forEach((file) => files.add(file));
  await Promise.all([...files].map((file) => keepFile(cache, file)));
}

async function keepFile(cache, file) {
  const answer = await fetch(file);
  if (!answer.ok) return;
  // Styles name their fonts.
  if (file.endsWith(".css")) {
    const fonts = [...(await answer.clone().text()).matchAll(/url\(["']?(\/[^"')]+\.woff2)/g)];
    await Promise.all(fonts.map(async ([, font]) => cache.put(font, await fetch(font))));
  }
  await cache.put(file, answer);
}

self.addEventListener("install", (event) => event.waitUntil(keepShells().then(() => self.skipWaiting())));

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith("crew-") && name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

// Of this build, else of whichever there is: while a new worker takes over, the old one still answers.
const kept = async (path) => (await (await caches.open(CACHE)).match(path)) ?? caches.match(path);

/** The page from the network; its shell when there is no line, or one so slow that it is none. */
async function page(request, shell) {
  const held = await kept(shell);
  const fetched = fetch(request);
  if (!held) return fetched;
  const waited = new Promise((resolve) => setTimeout(resolve, PATIENCE, held.clone()));
  return Promise.race([fetched.catch(() => held), waited]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const shell = request.mode === "navigate" && shellOf(url.pathname);
  if (shell) event.respondWith(page(request, shell));
  // Names of files under /assets change with their content, so what is kept is right.
  else if (url.pathname.startsWith("/assets/")) event.respondWith(kept(url.pathname).then((held) => held ?? fetch(request)));
  else if (isKept(url.pathname)) {
    event.respondWith(fetch(request).catch(async () => (await kept(url.pathname)) ?? Response.error()));
  }
});
