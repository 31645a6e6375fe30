// A sheet that comes up from the bottom: a native dialog, so that focus and Escape are the browser's.
import { useEffect, useRef } from "react";
import { X } from "lucide-react";
import { useSpeech } from "./speech.jsx";

export default function Sheet({ title, onClose, children }) {
  const { say } = useSpeech();
  const dialog = useRef(null);
  useEffect(() => {
    const shown = dialog.current;
    shown.showModal();
    return () => shown.close();
  }, []);
  const outside = (event) => event.target === dialog.current && onClose();
  return (
    <dialog ref={dialog} className="cr-sheet" aria-label={title} onCancel={onClose} onClick={outside}>
      <div className="cr-sheet-in">
        <div className="row">
          <h2>{title}</h2>
          <button type="button" className="thumb-icon push" aria-label={say("close")} onClick={onClose}>
            <X size={20} aria-hidden="true" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

/** One of several answers, each a big target. */
export function Choices({ name, options, value, onChange }) {
  return (
    <div className="cr-choices" role="radiogroup">
      {options.map(([key, words]) => (
        <label key={key} className={value === key ? "on" : ""}>
          <input type="radio" name={name} value={key} checked={value === key} onChange={() => onChange(key)} />
          {words}
        </label>
      ))}
    </div>
  );
}
