// Around every page of the worker app: its language, the service worker, and what stands above the page.
import { useEffect, useSyncExternalStore } from "react";
import "./crew.css";
import { begin, dismiss, getState, refresh, subscribe, unsent, wake } from "./crew.js";
import { language as kept, setLanguage } from "./language.js";
import { installWorker } from "./shell.js";
import { Speaker, useSpeech } from "./speech.jsx";

const NONE = [];

/** What stands above every screen: no line, not signed in, what was not done. */
function Banner({ crew }) {
  const { say, count, refusal } = useSpeech();
  const waiting = unsent();
  const notes = crew.refusals.map((one) => (
    <div key={one.id} className="cr-banner cr-refused" role="alert">
      <span>
        {one.about && <b>{one.about}. </b>}
        {say("not_done", { what: refusal(one.problem) })}
        {one.text && <q className="prewrap">{one.text}</q>}
      </span>
      <button type="button" onClick={() => dismiss(one.id)}>
        {say("dismiss")}
      </button>
    </div>
  ));
  const line = crew.signedOut ? (
    <div className="cr-banner" role="status">
      <span>{say("signed_out")}</span>
      <a href={`/sign-in?next=${encodeURIComponent(window.location.pathname)}`}>{say("sign_in")}</a>
    </div>
  ) : (
    !crew.online && (
      <div className="cr-banner" role="status">
        <span>{waiting ? count("offline", waiting) : say("offline")}</span>
        <button type="button" onClick={() => refresh().then(wake)}>
          {say("try_again")}
        </button>
      </div>
    )
  );
  if (!line && !notes.length) return null;
  return (
    <div className="cr-banners">
      {line}
      {notes}
    </div>
  );
}

/** `language` is what the server says, "" until it has spoken; `pages` are the paths of the app. */
export function Frame({ words, pages, language }) {
  const crew = useSyncExternalStore(subscribe, getState, getState);
  useEffect(() => {
    begin();
    installWorker(pages);
  }, []);
  useEffect(() => {
    setLanguage(language || kept());
  }, [language]);
  // The banner says that there is no line; Reflex's own toast about its socket would lie over the buttons.
  useEffect(() => {
    document.body.classList.toggle("cr-offline", !crew.online);
    return () => document.body.classList.remove("cr-offline");
  }, [crew.online]);
  return (
    <Speaker words={words} offsets={NONE}>
      {crew.ready && <Banner crew={crew} />}
    </Speaker>
  );
}
