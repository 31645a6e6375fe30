// Listens for what colleagues change and tells the page; draws nothing.
// Python side and the wire format: cleaning_app/components/live.py.

import { useEffect, useRef } from "react";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
const BATCH = 100;
// A connection that lived this long was a good one: the next wait starts small again.
const STEADY = 5_000;
// Once the server has sent a ping, this much silence means the line is dead though it looks open.
const SILENCE = 75_000;
const SEEN = 200;

/** Wait before attempt `n` (0, 1, …): doubles up to half a minute, the upper half of it by chance, so
 * that a restarted server is not met by every open board at the same instant. */
export function waitBefore(n, random = Math.random) {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** n);
  return most / 2 + (random() * most) / 2;
}

const addressOf = (path, topics) => {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  if (topics) url.searchParams.set("topics", topics);
  return url.href;
};

// Who else looks at the days of this page; here.jsx draws them.
export const HERE = "live:here";
const tellHere = (people) => window.dispatchEvent(new CustomEvent(HERE, { detail: people }));

/** Keeps one socket open until stopped. `tell` gets lists of notices, `status` one of three words;
 * `days` says which days are shown, "" for none. Returns what stops it; its `look` says the days anew. */
export function openFeed({ path, topics, tell, status, days = () => "" }) {
  let socket = null;
  let timer = 0;
  let silence = 0;
  let attempt = 0;
  let openedAt = 0;
  let everOpen = false;
  let stopped = false;
  let batch = [];
  let batching = 0;
  const wanted = new Set(topics ? topics.split(",") : []);

  const hand = () => {
    batching = 0;
    const notices = batch.splice(0, SEEN);
    if (batch.length) batching = setTimeout(hand, BATCH);
    if (notices.length) tell(notices);
  };

  function listen(event) {
    let notice;
    try {
      notice = JSON.parse(event.data);
    } catch {
      return;
    }
    if (!notice || typeof notice.topic !== "string") return;
    if (notice.topic === "ping" || silence) {
      clearTimeout(silence);
      silence = setTimeout(() => socket?.close(), SILENCE);
    }
    if (notice.topic === "presence") return tellHere(Array.isArray(notice.people) ? notice.people : []);
    if (notice.topic === "ping" || (wanted.size && !wanted.has(notice.topic))) return;
    const { topic, id = "", action = "", actor = "", actor_id = "" } = notice;
    batch.push({ topic, id: String(id), action, actor, actor_id });
    // The first of a burst goes through at once, the rest together.
    if (!batching) {
      hand();
      batching = setTimeout(hand, BATCH);
    }
  }

  function lost() {
    clearTimeout(silence);
    silence = 0;
    tellHere([]);
    if (openedAt) status("disconnected");
    if (openedAt && Date.now() - openedAt > STEADY) attempt = 0;
    openedAt = 0;
    socket = null;
    if (!stopped) timer = setTimeout(connect, waitBefore(attempt++));
  }

  const look = () => socket?.readyState === WebSocket.OPEN && socket.send(["looking at", days()].filter(Boolean).join(" "));

  function connect() {
    clearTimeout(timer);
    if (stopped || socket) return;
    socket = new WebSocket(addressOf(path, topics));
    socket.onopen = () => {
      openedAt = Date.now();
      status(everOpen ? "reconnected" : "connected");
      everOpen = true;
      if (days()) look();
    };
    socket.onmessage = listen;
    socket.onclose = lost;
  }

  // Coming back to the tab or to the network is a better moment than the end of a long wait.
  const hurry = () => {
    if (socket || stopped || document.visibilityState === "hidden") return;
    attempt = 0;
    connect();
  };
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  connect();
  const stop = () => {
    stopped = true;
    tellHere([]);
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    [timer, silence, batching].forEach(clearTimeout);
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
  };
  return Object.assign(stop, { look });
}

export function LiveFeed({ path = "/live", topics, at = "", onNotice, onStatus }) {
  const calls = useRef({});
  calls.current = { onNotice, onStatus, at };
  const wanted = (topics ?? []).join(",");
  const feed = useRef(null);
  useEffect(() => {
    feed.current = openFeed({
      path,
      topics: wanted,
      tell: (notices) => calls.current.onNotice?.(notices),
      status: (word) => calls.current.onStatus?.(word),
      days: () => calls.current.at,
    });
    return feed.current;
  }, [path, wanted]);
  useEffect(() => {
    feed.current?.look();
  }, [at]);
  return null;
}
