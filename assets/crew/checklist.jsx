// The checklist of a visit: big lines to tap, who ticked what, what may not be forgotten.
import { Check } from "lucide-react";
import { tap } from "./crew.js";
import { useSpeech } from "./speech.jsx";

const PHASES = ["before", "during", "after"];

function Line({ job, item, locked }) {
  const { say, time } = useSpeech();
  const done = item.ticked_at !== null;
  const by = item.ticked_by && say("ticked_by", { name: item.ticked_by.split(" ")[0], time: time(item.ticked_at) });
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={done}
      className="cr-line"
      disabled={locked}
      onClick={() => tap(done ? "untick" : "tick", job.id, { item_id: item.id })}
    >
      <i className="cr-box" aria-hidden="true">
        {done && <Check size={16} strokeWidth={3} />}
      </i>
      <span className="cr-label">{item.label}</span>
      {!done && item.is_required && <span className="cr-needed">{say("required")}</span>}
      {done && by && <span className="faint num">{by}</span>}
    </button>
  );
}

export default function Checklist({ job, locked }) {
  const { say } = useSpeech();
  if (!job.checklist.length) return null;
  const done = job.checklist.filter((item) => item.ticked_at !== null).length;
  const phases = PHASES.map((phase) => [phase, job.checklist.filter((item) => item.phase === phase)]);
  const shown = phases.filter(([, items]) => items.length > 0);
  return (
    <section className="visit cr-list" id="checklist">
      <div className="row">
        <h2>{say("checklist")}</h2>
        <span className="push muted num">{say("ticked_of", { done, all: job.checklist.length })}</span>
      </div>
      <div className="cr-bar" aria-hidden="true">
        <i style={{ width: `${(done / job.checklist.length) * 100}%` }} />
      </div>
      {shown.map(([phase, items]) => (
        <div key={phase} role="group" aria-label={say(`phase_${phase}`)}>
          {shown.length > 1 && <h3>{say(`phase_${phase}`)}</h3>}
          {items.map((item) => (
            <Line key={item.id} job={job} item={item} locked={locked} />
          ))}
        </div>
      ))}
    </section>
  );
}
