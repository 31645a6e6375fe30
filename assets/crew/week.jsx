// The week: seven days from the chosen one; the kept days also without a line.
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { CalendarDays, ChevronLeft, ChevronRight } from "lucide-react";
import { addDays } from "./clock.js";
import { fetchWeek } from "./crew.js";
import { useSpeech } from "./speech.jsx";
import { addressOf, Empty, jobsOf, Standing } from "./today.jsx";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The days of a week: from what is kept, or fetched; undefined while waiting, null without a line. */
function useDays(first, crew) {
  const [fetched, setFetched] = useState({});
  const kept = crew.kept?.days ?? [];
  const isKept = kept[0]?.day === first;
  useEffect(() => {
    let gone = false;
    if (!isKept) fetchWeek(first).then((days) => !gone && setFetched({ [first]: days }));
    return () => {
      gone = true;
    };
  }, [first, isKept, crew.online]);
  return isKept ? kept : fetched[first];
}

const Arrow = ({ icon: Icon, label, first }) => (
  <Link to={`/week?from=${first}`} className="thumb-icon" aria-label={label} title={label}>
    <Icon size={20} aria-hidden="true" />
  </Link>
);

function Line({ job, now }) {
  const { span } = useSpeech();
  const address = addressOf(job);
  return (
    <Link to={`/job/${job.id}`} className="visit-link">
      <span className="row">
        <b>{span(job.starts_at, job.ends_at)}</b>
        <span className="push">
          <Standing job={job} now={now} />
        </span>
      </span>
      <span className="cr-name">{`${job.client} · ${job.service}`}</span>
      {address && <span className="muted">{address}</span>}
    </Link>
  );
}

function Day({ day, today, crew, now }) {
  const { say, language, count, duration, shortDay } = useSpeech();
  const closed = day.closed?.[language === "fr" ? "french" : "english"];
  const { jobs } = jobsOf(day, crew);
  const minutes = jobs.reduce((sum, job) => sum + (Date.parse(job.ends_at) - Date.parse(job.starts_at)) / 60000, 0);
  return (
    <section className={jobs.length ? "week-day" : "week-day cr-free"}>
      <div className="row">
        <h2>{shortDay(day.day, today)}</h2>
        <span className="faint push num">
          {jobs.length ? `${count("jobs", jobs.length)} · ${duration(Math.round(minutes))}` : !closed && say("day_off")}
        </span>
        {closed && <span className="badge plain amber">{say("closed", { name: closed })}</span>}
      </div>
      {jobs.length > 0 && (
        <div className="week-jobs num">
          {jobs.map((job) => (
            <Line key={job.id} job={job} now={now} />
          ))}
        </div>
      )}
    </section>
  );
}

export default function Week({ crew, now }) {
  const { say, dayMonth, dayOf } = useSpeech();
  const [query] = useSearchParams();
  const today = dayOf(now);
  const asked = query.get("from") ?? "";
  const first = DAY.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : (crew.kept?.days[0]?.day ?? today);
  const days = useDays(first, crew);
  return (
    <>
      <div className="phone-head row">
        <div className="grow">
          <div className="muted">{say("week")}</div>
          <h1>{`${dayMonth(first)} – ${dayMonth(addDays(first, 6))}`}</h1>
        </div>
        <Arrow icon={ChevronLeft} label={say("week_before")} first={addDays(first, -7)} />
        <Arrow icon={ChevronRight} label={say("week_after")} first={addDays(first, 7)} />
      </div>
      {days === undefined && <div className="skeleton" style={{ height: 180 }} aria-hidden="true" />}
      {days === null && <Empty icon={CalendarDays} title={say("week")}>{say("week_not_kept")}</Empty>}
      {days?.map((day) => (
        <Day key={day.day} day={day} today={today} crew={crew} now={now} />
      ))}
    </>
  );
}
