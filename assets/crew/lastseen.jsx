// A page that the server fills, without a line: as it was last seen, and since when.
// What stands on it is written down whenever it changes, as it was drawn, and shown again the same way; it
// can be read and not touched. A page without a name, such as one that shows a secret, is never kept. Python side: cleaning_app/components/crew.py.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { CloudOff } from "lucide-react";
import { getState, keepPage, readPage, subscribe } from "./crew.js";
import { Speaker, useSpeech } from "./speech.jsx";
import { Empty } from "./today.jsx";

const NONE = [];
const SETTLED = 200;

function AsOf({ at }) {
  const { say, time, shortDay, dayOf } = useSpeech();
  const day = dayOf(at);
  const today = dayOf(Date.now());
  const when = day === today ? time(at) : `${shortDay(day, today)}, ${time(at)}`;
  return <div className="cr-as-of num">{say("as_of", { when })}</div>;
}

/** Without a line: what is kept of a page; undefined until it has been looked for, null when nothing is. */
function Kept({ page }) {
  const { say } = useSpeech();
  if (page === undefined) return null;
  if (page === null) return <Empty icon={CloudOff} title={say("page_not_kept")}>{say("needs_line")}</Empty>;
  return (
    <>
      <AsOf at={page.at} />
      <div className="cr-kept" inert dangerouslySetInnerHTML={{ __html: page.html }} />
    </>
  );
}

/** `ready` says that the server has filled the page. */
export function LastSeen({ name, ready, words, children }) {
  const crew = useSyncExternalStore(subscribe, getState, getState);
  const drawn = useRef(null);
  const [page, setPage] = useState(undefined);
  const isLive = ready && crew.online;
  useEffect(() => {
    if (!name) setPage(null);
    else readPage(name).then((found) => setPage((newer) => newer ?? found ?? null));
  }, [name]);
  useEffect(() => {
    if (!isLive || !name) return;
    let timer = 0;
    const write = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const seen = { html: drawn.current.innerHTML, at: Date.now() };
        keepPage(name, seen);
        setPage(seen);
      }, SETTLED);
    };
    write();
    const watch = new MutationObserver(write);
    watch.observe(drawn.current, { childList: true, subtree: true, characterData: true });
    return () => {
      clearTimeout(timer);
      watch.disconnect();
    };
  }, [isLive, name]);
  return (
    <Speaker words={words} offsets={crew.kept?.offsets ?? NONE}>
      {!crew.online && ready && page && <AsOf at={page.at} />}
      {!crew.online && !ready ? <Kept page={page} /> : <div ref={drawn} className="cr-live">{children}</div>}
    </Speaker>
  );
}
