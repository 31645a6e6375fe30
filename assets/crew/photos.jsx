// Photos of a visit: taken here, kept on the phone until they are sent, shown as soon as they are taken.
import { useEffect, useMemo, useState } from "react";
import { Camera, Trash2 } from "lucide-react";
import { addPhoto, dropPhoto, removePhoto } from "./crew.js";
import Sheet from "./sheet.jsx";
import { useSpeech } from "./speech.jsx";

/** An address for a picture that is still on the phone; let go when it is no longer shown. */
function usePicture(blob) {
  const url = useMemo(() => (blob ? URL.createObjectURL(blob) : ""), [blob]);
  useEffect(() => () => url && URL.revokeObjectURL(url), [url]);
  return url;
}

export function PhotoButton({ job, kind, label }) {
  const picked = async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) await addPhoto(job.id, kind, file);
  };
  return (
    <label className="cr-add">
      <Camera size={18} aria-hidden="true" />
      {label}
      <input type="file" accept="image/*" multiple={kind !== "problem"} className="sr-only" onChange={picked} />
    </label>
  );
}

function Waiting({ photo, percent, online }) {
  const { say } = useSpeech();
  const url = usePicture(photo.blob);
  const sending = online && percent !== undefined;
  return (
    <figure className="cr-photo is-waiting">
      <img src={url} alt={say("photo_of", { kind: say(`photo_${photo.kind}`) })} />
      <figcaption>{sending ? say("photo_sending", { percent }) : say("photo_waiting")}</figcaption>
      <button type="button" aria-label={say("photo_remove")} onClick={() => dropPhoto(photo.upload_id)}>
        <Trash2 size={16} aria-hidden="true" />
      </button>
    </figure>
  );
}

function Kept({ photo, onOpen }) {
  const { say, time } = useSpeech();
  const kind = say(`photo_${photo.kind}`);
  return (
    <button type="button" className="cr-photo" onClick={() => onOpen(photo)}>
      <img src={`/photos/${photo.id}/small`} alt={say("photo_of", { kind })} loading="lazy" />
      <span>{`${kind} · ${time(photo.taken_at)}`}</span>
    </button>
  );
}

export default function Photos({ job, crew, locked }) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(null);
  const waiting = crew.photos.filter((photo) => photo.booking_id === job.id);
  if (!crew.kept?.takes_photos) return null;
  const mayTake = job.consent_photos && !locked;
  if (!mayTake && !job.photos.length && job.consent_photos) return null;
  return (
    <section className="visit">
      <div className="row">
        <h2>{say("photos")}</h2>
        {job.photos.length + waiting.length > 0 && (
          <span className="push muted num">{job.photos.length + waiting.length}</span>
        )}
      </div>
      {!job.consent_photos && <span className="muted">{say("no_photo_consent")}</span>}
      {(job.photos.length > 0 || waiting.length > 0) && (
        <div className="cr-photos">
          {job.photos.map((photo) => (
            <Kept key={photo.id} photo={photo} onOpen={setOpen} />
          ))}
          {waiting.map((photo) => (
            <Waiting key={photo.upload_id} photo={photo} percent={crew.progress[photo.upload_id]} online={crew.online} />
          ))}
        </div>
      )}
      {mayTake && (
        <div className="cr-pair">
          <PhotoButton job={job} kind="before" label={say("add_photo_before")} />
          <PhotoButton job={job} kind="after" label={say("add_photo_after")} />
        </div>
      )}
      {open && (
        <Sheet title={say("photo_of", { kind: say(`photo_${open.kind}`) })} onClose={() => setOpen(null)}>
          <img className="cr-full" src={`/photos/${open.id}`} alt={say("photo_of", { kind: say(`photo_${open.kind}`) })} />
          {!locked && (
            <button
              type="button"
              className="thumb second wide"
              onClick={() => {
                removePhoto(job.id, open.id);
                setOpen(null);
              }}
            >
              <Trash2 size={18} aria-hidden="true" />
              {say("photo_remove")}
            </button>
          )}
        </Sheet>
      )}
    </section>
  );
}
