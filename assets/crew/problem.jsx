// Notes for the office, and problems it hears of at once.
import { useState } from "react";
import { TriangleAlert } from "lucide-react";
import { addPhoto, newId, tap } from "./crew.js";
import { PhotoButton, Picked, Pictures } from "./photos.jsx";
import Sheet, { Choices } from "./sheet.jsx";
import { useSpeech } from "./speech.jsx";

const KINDS = ["no_access", "client_absent", "running_late", "damage", "safety", "other"];

export function Notes({ job, locked }) {
  const { say, time } = useSpeech();
  const [text, setText] = useState("");
  const send = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    tap("note", job.id, { text: text.trim() });
    setText("");
  };
  if (locked && !job.notes.length) return null;
  return (
    <section className="visit">
      <h2>{say("notes")}</h2>
      {job.notes.map((note) => (
        <div key={note.id} className="cr-note">
          <span className="prewrap">{note.text}</span>
          <span className="faint num">
            {note.waiting ? say("note_waiting") : `${note.author.split(" ")[0]} · ${time(note.written_at)}`}
          </span>
        </div>
      ))}
      {!locked && (
        <form className="cr-write" onSubmit={send}>
          <label htmlFor="note">{say("add_note")}</label>
          <textarea id="note" rows={2} maxLength={2000} value={text} placeholder={say("note_placeholder")} onChange={(event) => setText(event.target.value)} />
          {text.trim() && (
            <button type="submit" className="thumb second wide">
              {say("send")}
            </button>
          )}
        </form>
      )}
    </section>
  );
}

function Form({ job, crew, onClose }) {
  const { say } = useSpeech();
  const [kind, setKind] = useState("");
  const [text, setText] = useState("");
  const [files, setFiles] = useState([]);
  const ready = kind && (kind !== "other" || text.trim());
  const takes = crew.kept?.takes_photos && job.consent_photos;
  const send = () => {
    // Photos name the report they belong to, and are sent after it.
    const report_id = newId();
    tap("problem", job.id, { reason: kind, text: text.trim(), report_id });
    files.forEach((file) => addPhoto(job.id, "problem", file, report_id));
    onClose();
  };
  return (
    <Sheet title={say("problem_title")} onClose={onClose}>
      <Choices name="kind" options={KINDS.map((key) => [key, say(`problem_${key}`)])} value={kind} onChange={setKind} />
      <label htmlFor="problem-text">{say("a_few_words")}</label>
      <textarea id="problem-text" rows={2} maxLength={1000} value={text} onChange={(event) => setText(event.target.value)} />
      {files.length > 0 && (
        <div className="cr-photos">
          {files.map((file, n) => (
            <Picked key={n} photo={{ blob: file, kind: "problem" }} onDrop={() => setFiles(files.filter((one) => one !== file))} />
          ))}
        </div>
      )}
      {takes && <PhotoButton label={say("add_photo")} picked={(file) => setFiles((before) => [...before, file])} />}
      <button type="button" className="thumb big" disabled={!ready} onClick={send}>
        {say("problem_send")}
      </button>
    </Sheet>
  );
}

export function Problems({ job, crew, locked }) {
  const { say, time } = useSpeech();
  const [open, setOpen] = useState(false);
  return (
    <>
      {job.problems.map((problem) => (
        <section key={problem.id} className={problem.resolved_at ? "visit" : "visit cr-problem"}>
          <b>{say(`problem_${problem.kind}`)}</b>
          {problem.text && <span className="prewrap">{problem.text}</span>}
          <span className="num">
            {problem.waiting
              ? say("problem_queued")
              : problem.resolved_at
                ? [say("problem_resolved"), problem.resolution].filter(Boolean).join(" · ")
                : `${say("problem_open")} · ${time(problem.reported_at)}`}
          </span>
          <Pictures
            job={job}
            crew={crew}
            photos={job.photos.filter((photo) => photo.problem_id === problem.id)}
            waiting={crew.photos.filter((photo) => photo.report_id && photo.report_id === problem.report_id)}
            locked={locked}
          />
        </section>
      ))}
      {!locked && (
        <button type="button" className="cr-report" onClick={() => setOpen(true)}>
          <TriangleAlert size={18} aria-hidden="true" />
          {say("report_problem")}
        </button>
      )}
      {open && <Form job={job} crew={crew} onClose={() => setOpen(false)} />}
    </>
  );
}
