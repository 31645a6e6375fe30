// The bottom of a job's page: the clock, and the one or two things to do next, under the thumb.
import { useState } from "react";
import { tap } from "./crew.js";
import { justBegan, plannedMinutes, ranOver, workedAt } from "./overlay.js";
import Sheet, { Choices } from "./sheet.jsx";
import { useSpeech } from "./speech.jsx";

/** So much earlier than planned (ms) is asked about. */
const EARLY = 60 * 60_000;
const REASONS = ["access_delay", "extra_dirt", "client_request", "supplies_missing", "estimate_wrong", "parking_delay", "other"];

function Meter({ job, now }) {
  const { say, duration } = useSpeech();
  const worked = workedAt(job.clock, now);
  const planned = plannedMinutes(job);
  const share = worked / 60 / planned;
  const tone = share > 1.2 ? "red" : share > 1 ? "amber" : "";
  return (
    <div className="cr-meter num">
      <span>
        {job.clock.state === "running" && <i className="cr-pulse" aria-hidden="true" />}
        <b>{say("so_far", { time: duration(Math.floor(worked / 60)) })}</b>
      </span>
      <span className="muted">{say("planned", { time: duration(planned) })}</span>
      <div className={`cr-bar ${tone}`} aria-hidden="true">
        <i style={{ width: `${Math.min(100, share * 100)}%` }} />
      </div>
    </div>
  );
}

/** Asks for what is missing, one step after another, then finishes. */
function Finish({ job, now, onClose }) {
  const { say, duration } = useSpeech();
  const [despite, setDespite] = useState(false);
  const [reason, setReason] = useState("");
  const [text, setText] = useState("");
  const isLast = !job.mates.some((mate) => mate.state === "running" || mate.state === "paused");
  const missing = job.checklist.filter((item) => item.is_required && item.ticked_at === null);
  const over = ranOver(job, now);
  const finish = () => {
    tap("finish", job.id, { ...(over ? { reason, text: text.trim() } : {}), despite_missing: missing.length > 0 });
    onClose();
  };
  if (isLast && missing.length && !despite) {
    const look = () => {
      onClose();
      document.getElementById("checklist")?.scrollIntoView({ behavior: "smooth" });
    };
    return (
      <Sheet title={say("missing_title")} onClose={onClose}>
        <ul className="cr-missing">
          {missing.map((item) => (
            <li key={item.id}>{item.label}</li>
          ))}
        </ul>
        <span className="muted">{say("missing_why")}</span>
        <button type="button" className="thumb big" onClick={look}>
          {say("back_to_list")}
        </button>
        <button type="button" className="thumb second wide" onClick={() => setDespite(true)}>
          {say("finish_anyway")}
        </button>
      </Sheet>
    );
  }
  const worked = say("worked", { time: duration(Math.floor(workedAt(job.clock, now) / 60)) });
  const planned = say("planned", { time: duration(plannedMinutes(job)) });
  return (
    <Sheet title={over ? say("over_title") : say("finish_title", { client: job.client })} onClose={onClose}>
      <span className="muted num">{`${worked} · ${planned}`}</span>
      {over && (
        <>
          <b>{say("over_why")}</b>
          <Choices name="reason" options={REASONS.map((key) => [key, say(`reason_${key}`)])} value={reason} onChange={setReason} />
          <label htmlFor="over-text">{say("a_few_words")}</label>
          <textarea id="over-text" rows={2} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
        </>
      )}
      <button type="button" className="thumb big" disabled={over && (!reason || (reason === "other" && !text.trim()))} onClick={finish}>
        {say("finish_now")}
      </button>
      <button type="button" className="thumb second wide" onClick={onClose}>
        {say("keep_working")}
      </button>
    </Sheet>
  );
}

/** A job that is planned for much later is started on purpose, or not at all. */
function Early({ job, onStart, onClose }) {
  const { say, time } = useSpeech();
  return (
    <Sheet title={say("early_title", { time: time(job.starts_at) })} onClose={onClose}>
      <span className="muted">{say("early_why")}</span>
      <button type="button" className="thumb big" onClick={onStart}>
        {say("start_now")}
      </button>
      <button type="button" className="thumb second wide" onClick={onClose}>
        {say("not_yet")}
      </button>
    </Sheet>
  );
}

export default function Foot({ job, isToday, now }) {
  const { say } = useSpeech();
  const [asking, setAsking] = useState("");
  const { state } = job.clock;
  const close = () => setAsking("");
  const act = (kind) => () => tap(kind, job.id);
  const isEarly = Date.parse(job.starts_at) - now > EARLY;
  const deeds = {
    start: isEarly ? () => setAsking("early") : act("start"),
    finish: () => setAsking("finish"),
  };
  const startNow = () => {
    tap("start", job.id);
    close();
  };
  const button = (kind, words, look = "thumb big") => (
    <button type="button" className={look} onClick={deeds[kind] ?? act(kind)}>
      {words}
    </button>
  );
  const isOpen = job.status === "confirmed" || job.status === "in_progress";
  let shown = null;
  if (state === "running") {
    shown = [button("pause", say("pause"), "thumb second big"), button("finish", say("finish_job"))];
  } else if (state === "paused") {
    shown = [button("finish", say("finish_job"), "thumb second big"), button("resume", say("resume"))];
  } else if (job.canComplete) {
    shown = [button("complete", say("complete_job"))];
  } else if (state === "not_started" && isOpen && isToday) {
    shown = [button("start", say("start_job"))];
  }
  if (!shown) return null;
  return (
    <>
      <div className="phone-foot cr-foot">
        {(state === "running" || state === "paused") && <Meter job={job} now={now} />}
        {job.canComplete && <span className="muted cr-why">{`${say("complete_title")} ${say("complete_why")}`}</span>}
        {justBegan(job.clock, now) && (
          <div className="row muted">
            {say("started_now")}
            <button type="button" className="underlined push" onClick={act("undo_start")}>
              {say("undo_start")}
            </button>
          </div>
        )}
        <div className="cr-buttons">
          {shown.map((one, n) => (
            <span key={n}>{one}</span>
          ))}
        </div>
      </div>
      {asking === "finish" && <Finish job={job} now={now} onClose={close} />}
      {asking === "early" && <Early job={job} onStart={startNow} onClose={close} />}
    </>
  );
}
