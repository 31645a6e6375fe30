// From server props to stable cards: the whole list once, then only what changed.

import { useMemo, useRef } from "react";
import { readStamp } from "./clock.js";
import { cardKey, keepSame, sameItems } from "./lanes.js";

// The order of `_PACKED` in cleaning_app/components/board.py; empty values at the end are left out.
const FIELDS = ["id", "worker_id", "start", "minutes", "title", "area", "service", "colour", "status", "warning", "window", "fold", "locked"];
const unpack = (job) => (Array.isArray(job) ? Object.fromEntries(FIELDS.map((name, i) => [name, job[i] ?? ""])) : job);

function toCard(packed) {
  const job = unpack(packed);
  return { ...job, ...readStamp(job.start), fold: job.fold || 0, locked: Boolean(job.locked), key: cardKey(job.id, job.worker_id) };
}

/** The last list again while its items are the same ones, so that memo'd children rest. */
export function useSameList(list) {
  const last = useRef(list);
  if (!sameItems(last.current, list)) last.current = list;
  return last.current;
}

/**
 * Cards from `jobs` (the whole list) and `change` (what a colleague just did: { revision, jobs, gone }).
 * A change replaces every card of each booking it names. It exists so that one move by one dispatcher
 * costs each open board a few hundred bytes, not the whole day again.
 */
export function useCards(jobs, change) {
  const memory = useRef({ jobs: null, revision: change?.revision ?? 0, cards: [] });
  return useMemo(() => {
    const m = memory.current;
    const known = new Map(m.cards.map((c) => [c.key, c]));
    let next = m.cards;
    if (jobs !== m.jobs) {
      next = keepSame(known, (jobs ?? []).map(toCard));
      m.jobs = jobs;
    }
    if (change && change.revision !== m.revision) {
      const fresh = keepSame(known, (change.jobs ?? []).map(toCard));
      const touched = new Set([...(change.gone ?? []), ...fresh.map((c) => c.id)]);
      next = next.filter((c) => !touched.has(c.id)).concat(fresh);
      m.revision = change.revision;
    }
    if (!sameItems(next, m.cards)) m.cards = next;
    return m.cards;
  }, [jobs, change]);
}
