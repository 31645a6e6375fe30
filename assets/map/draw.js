// What leaflet draws: tiles or a plain ground, routes, pins, names of areas.

import { groupBy } from "../board/lanes.js";
import { attachLight } from "../board/light.js";

const EDMONTON = [53.5461, -113.4938];
const NEAR = 13;

const escaped = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const colour = (route) => (route ? `var(--route-${route})` : "var(--amber)");

function pin(L, point, crew) {
  const open = !point.route;
  const html = `<span class="mp-pin${open ? " is-open" : ""}${point.moved ? " is-moved" : ""}" data-id="${escaped(point.id)}" style="--route:${colour(point.route)}"><b>${open ? "?" : point.order}</b></span>`;
  const icon = L.divIcon({ html, className: "mp-icon", iconSize: [24, 24] });
  // No tab stop of its own: three hundred of them would be in everybody's way; the list has them.
  const marker = L.marker([point.lat, point.lng], { icon, keyboard: false, riseOnHover: true, zIndexOffset: open ? 500 : 0 });
  const words = `<b>${escaped(point.title)}</b><br>${escaped([point.time, crew || "Unassigned", point.area].filter(Boolean).join(" · "))}`;
  return marker.bindTooltip(words, { direction: "top", offset: [0, -12], className: "mp-tip" });
}

/** The name of each area in the middle of its points: what a plain ground has instead of streets. */
function areas(L, points) {
  return [...groupBy(points.filter((p) => p.area), (p) => p.area)].map(([name, theirs]) => {
    const mean = (key) => theirs.reduce((sum, p) => sum + p[key], 0) / theirs.length;
    const icon = L.divIcon({ html: `<span>${escaped(name)}</span>`, className: "mp-area", iconSize: [0, 0] });
    return L.marker([mean("lat"), mean("lng")], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
  });
}

/** Opens a map in `el`. Returns { draw(routes, place), select(id), close() }; routes: [worker, points in order]. */
export async function openMap(el, { url, attribution, onSelect }) {
  const { default: L } = await import("leaflet");
  const map = L.map(el, { zoomControl: false, attributionControl: Boolean(url), zoomSnap: 0.25, scrollWheelZoom: true });
  map.setView(EDMONTON, 11);
  L.control.zoom({ position: "topright" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  if (url) {
    map.attributionControl.setPrefix(false);
    L.tileLayer(url, { attribution: escaped(attribution), maxZoom: 19, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
  }
  const layer = L.layerGroup().addTo(map);
  const unlight = attachLight(el);
    let named = [];
  /** Names of areas that would lie on one another are left out until one looks closer. */
  function settle() {
    el.classList.toggle("is-near", map.getZoom() >= NEAR);
    const kept = [];
    for (const marker of named) {
      const at = map.latLngToLayerPoint(marker.getLatLng());
      const crowded = kept.some((other) => Math.abs(other.x - at.x) < 84 && Math.abs(other.y - at.y) < 15);
      marker.getElement()?.classList.toggle("is-crowded", crowded);
      if (!crowded) kept.push(at);
    }
  }
  map.on("zoomend", settle);
  const sized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  sized.observe(el);
  let seen = null;

  return {
    draw(routes, place) {
      layer.clearLayers();
      const all = routes.flatMap(([, points]) => points);
      named = url ? [] : areas(L, all).map((m) => m.addTo(layer));
      for (const [worker, points] of routes) {
        if (!worker || points.length < 2) continue;
        const line = L.polyline(points.map((p) => [p.lat, p.lng]), { className: "mp-route", interactive: false }).addTo(layer);
        Object.assign(line.getElement().dataset, { worker });
        line.getElement().style.stroke = colour(points[0].route);
      }
      for (const crew of groupBy(all, (p) => p.id).values()) {
        pin(L, crew[0], crew.map((p) => p.worker).filter(Boolean).join(", ")).on("click", () => onSelect(crew[0].id)).addTo(layer);
      }
      if (all.length && place !== seen) {
        map.fitBounds(L.latLngBounds(all.map((p) => [p.lat, p.lng])), { padding: [36, 36], maxZoom: 14, animate: false });
        seen = place;
      }
      settle();
    },
    select(id) {
      el.querySelectorAll(".mp-pin.is-selected").forEach((pinned) => pinned.classList.remove("is-selected"));
      const chosen = id && el.querySelector(`.mp-pin[data-id="${CSS.escape(id)}"]`);
      if (!chosen) return;
      chosen.classList.add("is-selected");
      layer.eachLayer((one) => one.getElement?.()?.contains(chosen) && map.panInside(one.getLatLng(), { padding: [48, 48] }));
    },
    close() {
      unlight();
      sized.disconnect();
      map.remove();
    },
  };
}
