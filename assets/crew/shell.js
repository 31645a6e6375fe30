// Puts the service worker in place (assets/sw.js), which shows these pages without a line.

/** Names the build: React Router's manifest has another version in every one. */
const build = () => encodeURIComponent(window.__reactRouterManifest?.version ?? "0");

/** `pages` are the paths of the app as the router writes them: "today", "job/:booking_id". */
export function installWorker(pages) {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  const address = `/sw.js?build=${build()}&pages=${encodeURIComponent(pages.join(","))}`;
  const put = () => navigator.serviceWorker.register(address, { scope: "/" }).catch(() => {});
  // Not before the page itself has what it needs.
  if (document.readyState === "complete") put();
  else window.addEventListener("load", put, { once: true });
}
