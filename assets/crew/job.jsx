// One job: what to know before ringing the bell, what to do, how long it took.
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { SearchX } from "lucide-react";
import Checklist from "./checklist.jsx";
import { fetchJob, lookAtAccess } from "./crew.js";
import Foot from "./foot.jsx";
import { plannedMinutes, seen } from "./overlay.js";
import Photos from "./photos.jsx";
import { Notes, Problems } from "./problem.jsx";
import { useSpeech } from "./speech.jsx";
import { addressOf, Empty, Go, Standing } from "./today.jsx";

const OVER = new Set(["completed", "cancelled", "no_show"]);

/** The job in the address: from what is kept, or asked for once. */
function useJob(crew) {
  const id = useLocation().pathname.split("/")[2] ?? "";
  const kept = crew.kept?.days.flatMap((day) => day.jobs).find((one) => one.job.id === id);
  const other = crew.others[id];
  useEffect(() => {
    if (!kept && id) fetchJob(id);
  }, [id, Boolean(kept), crew.online]);
  if (kept) return { job: seen(kept, crew.taps, kept.readAt ?? crew.readAt) };
  if (other?.kept) return { job: seen(other.kept, crew.taps, other.readAt) };
  return { missing: other?.missing ?? !crew.online };
}

function ReadFirst({ job, isToday, online }) {
  const { say, refusal } = useSpeech();
  const [found, setFound] = useState(null);
  const look = async () => setFound((await lookAtAccess(job.id)) ?? { needsLine: true });
  if (!job.notes_text && !job.has_access_notes) return null;
  let codes = null;
  if (job.has_access_notes && !OVER.has(job.status)) {
    if (!isToday) codes = <span>{say("codes_on_day")}</span>;
    else if (found?.notes) codes = <b className="prewrap cr-codes" role="status">{found.notes}</b>;
    else if (found?.problem) codes = <span role="status">{refusal(found.problem)}</span>;
    else if (!online || found?.needsLine) codes = <span role="status">{say("codes_need_line")}</span>;
    else {
      codes = (
        <button type="button" className="underlined" onClick={look}>
          {say("show_codes")}
        </button>
      );
    }
  }
  if (!job.notes_text && !codes) return null;
  return (
    <section className="visit read-first">
      <b>{say("read_first")}</b>
      {job.notes_text && <span className="prewrap">{job.notes_text}</span>}
      {codes}
    </section>
  );
}

export default function Job({ crew, now }) {
  const { say, duration, shortDay, span, dayOf } = useSpeech();
  const { job, missing } = useJob(crew);
  const today = dayOf(now);
  const back = (
    <Link to="/today" className="muted back">
      {`‹ ${say("today")}`}
    </Link>
  );
  if (!job) {
    if (!missing) return <div className="skeleton" style={{ height: 200 }} aria-hidden="true" />;
    return (
      <>
        <div className="phone-head">{back}</div>
        <Empty icon={SearchX} title={crew.online ? say("not_yours") : say("job")}>
          {crew.online ? say("not_yours_why") : say("not_kept")}
        </Empty>
      </>
    );
  }
  const day = dayOf(job.starts_at);
  const isToday = day === today;
  const locked = OVER.has(job.status);
  const address = addressOf(job);
  return (
    <>
      <div className="phone-head">
        {back}
        <h1>{job.client}</h1>
        <div className="muted num">{`${job.service} · ${say("planned", { time: duration(plannedMinutes(job)) })}`}</div>
      </div>
      <ReadFirst job={job} isToday={isToday} online={crew.online} />
      <section className="visit num">
        <div className="row">
          <b>{`${shortDay(day, today)}, ${span(job.starts_at, job.ends_at)}`}</b>
          <span className="push">
            <Standing job={job} isNext={false} now={now} />
          </span>
        </div>
        {address && <span className="muted">{address}</span>}
        {job.mates.map((mate) => (
          <span key={mate.name} className="muted">
            {mate.state === "not_started" ? say("with_mates", { names: mate.name }) : say(`mate_${mate.state}`, { name: mate.name })}
          </span>
        ))}
        {job.waitsFor && (
          <span className="muted">
            {say("waiting_for", { names: job.mates.filter((mate) => mate.state !== "finished").map((mate) => mate.name).join(", ") })}
          </span>
        )}
        <Go job={job} />
      </section>
      <Checklist job={job} locked={locked} />
      <Photos job={job} crew={crew} locked={locked} />
      <Notes job={job} locked={locked} />
      <Problems job={job} crew={crew} locked={locked} />
      <Foot job={job} isToday={isToday} now={now} />
    </>
  );
}
