// Today: the worker's jobs in order, the roads between them, the next one ready to go.
import { Link } from "react-router";
import { Coffee, MapPin, Phone } from "lucide-react";
import { seen, workedAt } from "./overlay.js";
import { useSpeech } from "./speech.jsx";

const COLOURS = { running: "violet", paused: "amber", finished: "green", next: "blue", in_progress: "violet", completed: "green", pending: "amber" };

/** How far a job has got, as its own worker sees it: a key of the catalogue and a colour. */
export function standing(job, isNext) {
  const { state } = job.clock;
  let key = isNext && job.status === "confirmed" ? "next" : job.status;
  if (job.status === "in_progress" && (state === "running" || state === "paused" || state === "finished")) key = state;
  return { key, colour: COLOURS[key] ?? "grey" };
}

export function Standing({ job, isNext, now }) {
  const { say, duration } = useSpeech();
  const { key, colour } = standing(job, isNext);
  const worked = Math.floor(workedAt(job.clock, now) / 60);
  const said = key === "completed" && worked ? say("done_in", { time: duration(worked) }) : say(`status_${key}`);
  return (
    <span className={`badge plain ${colour}`}>
      {key === "running" && <i className="cr-pulse" aria-hidden="true" />}
      {said}
    </span>
  );
}

export const addressOf = (job) => [job.street, job.area || job.city].filter(Boolean).join(", ");

/** Opens the phone's maps with the way there. */
export function mapLink(job) {
  const place = job.lat === null ? [job.street, job.city].filter(Boolean).join(", ") : `${job.lat},${job.lng}`;
  return place ? `https://www.google.com/maps/dir/?api=1&destination=${encodeURIComponent(place)}` : "";
}

export function Go({ job, first }) {
  const { say } = useSpeech();
  const map = mapLink(job);
  if (!map && !job.phone) return null;
  return (
    <div className="cr-go">
      {map && (
        <a className={first ? "thumb" : "thumb second wide"} href={map} target="_blank" rel="noopener noreferrer">
          <MapPin size={18} aria-hidden="true" />
          {say("open_map")}
        </a>
      )}
      {job.phone && (
        <a className="thumb second" href={`tel:${job.phone}`}>
          <Phone size={18} aria-hidden="true" />
          {say("call")}
        </a>
      )}
    </div>
  );
}

const isOnClock = (job) => job.clock.state === "running" || job.clock.state === "paused";

/** They are there already: back to the job. */
function Continue({ job }) {
  const { say } = useSpeech();
  return (
    <div className="cr-go">
      <Link to={`/job/${job.id}`} className="thumb">
        {say("continue")}
      </Link>
      {job.phone && (
        <a className="thumb second" href={`tel:${job.phone}`}>
          <Phone size={18} aria-hidden="true" />
          {say("call")}
        </a>
      )}
    </div>
  );
}

export function Card({ job, isNext, now }) {
  const { say, span } = useSpeech();
  const address = addressOf(job);
  const look = job.status === "completed" ? "visit done" : isNext ? "visit next" : "visit";
  return (
    <>
      {job.drive_minutes !== null && (
        <div className="drive num">{say("drive_to", { minutes: job.drive_minutes, place: job.area || job.street })}</div>
      )}
      <article className={look}>
        <Link to={`/job/${job.id}`} className="visit-link">
          <span className="row">
            <b>{span(job.starts_at, job.ends_at)}</b>
            <span className="push">
              <Standing job={job} isNext={isNext} now={now} />
            </span>
          </span>
          <span className="cr-name">{`${job.client} · ${job.service}`}</span>
          {address && <span className="muted">{address}</span>}
          {job.mates.length > 0 && (
            <span className="muted">{say("with_mates", { names: job.mates.map((mate) => mate.name).join(", ") })}</span>
          )}
        </Link>
        {isNext && (isOnClock(job) ? <Continue job={job} /> : <Go job={job} first />)}
      </article>
    </>
  );
}

export const Empty = ({ icon: Icon, title, children }) => (
  <div className="empty">
    <Icon size={24} strokeWidth={1.7} aria-hidden="true" />
    <b>{title}</b>
    <span>{children}</span>
  </div>
);

/** Jobs of a day with the taps on top, and which one is to do now or next. */
export function jobsOf(day, crew) {
  const jobs = day.jobs.map((kept) => seen(kept, crew.taps, kept.readAt ?? crew.readAt));
  const open = jobs.filter((job) => job.status !== "completed" && job.clock.state !== "finished");
  const next = open.find((job) => job.status === "in_progress") ?? open[0];
  return { jobs, nextId: next?.id };
}

export default function Today({ crew, now }) {
  const { say, count, time, longDay, shortDay, dayOf } = useSpeech();
  const today = dayOf(now);
  const days = crew.kept?.days ?? [];
  const day = days.find((one) => one.day === today);
  if (!day) return <Empty icon={Coffee} title={say("nothing_planned")}>{say("needs_line")}</Empty>;
  const { jobs, nextId } = jobsOf(day, crew);
  const until = day.done_by && say("done_by", { jobs: count("jobs", jobs.length), time: time(day.done_by) });
  const headline = !jobs.length ? say("no_jobs_today") : nextId ? until : say("all_done");
  const next = days.find((one) => one.day > today && one.jobs.length > 0);
  const ahead = next && jobsOf(next, crew).jobs;
  return (
    <>
      <div className="phone-head">
        <div className="muted">{longDay(today)}</div>
        <h1>{headline}</h1>
      </div>
      {jobs.length > 0 ? (
        <div className="visits num">
          {jobs.map((job) => (
            <Card key={job.id} job={job} isNext={job.id === nextId} now={now} />
          ))}
        </div>
      ) : (
        <Empty icon={Coffee} title={say("nothing_planned")}>{say("week_shows_next")}</Empty>
      )}
      {ahead && !nextId && (
        <section className="cr-ahead">
          <h2>{`${say("coming_up")} · ${shortDay(next.day, today)}`}</h2>
          <div className="visits num">
            <Card job={{ ...ahead[0], drive_minutes: null }} isNext={false} now={now} />
          </div>
        </section>
      )}
    </>
  );
}
