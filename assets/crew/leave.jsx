// The way out, which first forgets what the phone kept; and putting the app on the phone.
import { useEffect, useState } from "react";
import { Download, LogOut } from "lucide-react";
import { begin, forget, unsent } from "./crew.js";
import { Speaker, useSpeech } from "./speech.jsx";

const NONE = [];

function Way({ action }) {
  const { say } = useSpeech();
  const [warned, setWarned] = useState(false);
  const leave = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (unsent() && !warned) {
      setWarned(true);
      return;
    }
    await forget().catch(() => {});
    form.submit();
  };
  return (
    <form method="post" action={action} onSubmit={leave}>
      {warned && (
        <p className="cr-warned" role="alert">
          {say("sign_out_unsent")}
        </p>
      )}
      <button type="submit">
        <LogOut size={18} strokeWidth={1.7} aria-hidden="true" />
        {say("sign_out")}
      </button>
    </form>
  );
}

const isStandalone = () => window.matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

function Put() {
  const { say } = useSpeech();
  const [offer, setOffer] = useState(null);
  const [hint, setHint] = useState(false);
  useEffect(() => {
    const offered = (event) => {
      event.preventDefault();
      setOffer(event);
    };
    window.addEventListener("beforeinstallprompt", offered);
    setHint(/iPhone|iPad/.test(navigator.userAgent) && !isStandalone());
    return () => window.removeEventListener("beforeinstallprompt", offered);
  }, []);
  if (hint) {
    return (
      <p className="cr-hint">
        <b>{say("install")}</b>
        <span className="muted">{say("install_ios")}</span>
      </p>
    );
  }
  if (!offer) return null;
  return (
    <button type="button" onClick={() => offer.prompt().then(() => setOffer(null))}>
      <Download size={18} strokeWidth={1.7} aria-hidden="true" />
      {say("install")}
    </button>
  );
}

export function Leave({ words, action }) {
  useEffect(() => {
    begin();
  }, []);
  return (
    <Speaker words={words} offsets={NONE}>
      <Put />
      <Way action={action} />
    </Speaker>
  );
}
