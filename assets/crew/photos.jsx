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

/** Asks the camera for a picture; `picked` gets each file. */
export function PhotoButton({ label, picked, many = true }) {
  const changed = async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) await picked(file);
  };
  return (
    <label className="cr-add">
      <Camera size={18} aria-hidden="true" />
      {label}
      <input type="file" accept="image/*" multiple={many} className="sr-only" onChange={changed} />
    </label>
  );
}

/** A picture that is not sent yet, with a way to let it go. */
export function Picked({ photo, said, onDrop }) {
  const { say } = useSpeech();
  const url = usePicture(photo.blob);
  return (
    <figure className="cr-photo is-waiting">
      <img src={url} alt={say("photo_of", { kind: say(`photo_${photo.kind}`) })} />
      {said && <figcaption>{said}</figcaption>}
      <button type="button" aria-label={say("photo_remove")} onClick={onDrop}>
        <Trash2 size={16} aria-hidden="true" />
      </button>
    </figure>
  );
}

function Waiting({ photo, percent, online }) {
  const { say } = useSpeech();
  const said = online && percent !== undefined ? say("photo_sending", { percent }) : say("photo_waiting");
  return <Picked photo={photo} said={said} onDrop={() => dropPhoto(photo.upload_id)} />;
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

/** Pictures of a visit or of one of its problems, the sent ones and those that wait; one can be opened. */
export function Pictures({ job, crew, photos, waiting, locked }) {
  const { say } = useSpeech();
  const [open, setOpen] = useState(null);
  if (!photos.length && !waiting.length) return null;
  const remove = () => {
    removePhoto(job.id, open.id);
    setOpen(null);
  };
  const title = open && say("photo_of", { kind: say(`photo_${open.kind}`) });
  return (
    <>
      <div className="cr-photos">
        {photos.map((photo) => (
          <Kept key={photo.id} photo={photo} onOpen={setOpen} />
        ))}
        {waiting.map((photo) => (
          <Waiting key={photo.upload_id} photo={photo} percent={crew.progress[photo.upload_id]} online={crew.online} />
        ))}
      </div>
      {open && (
        <Sheet title={title} onClose={() => setOpen(null)}>
          <img className="cr-full" src={`/photos/${open.id}`} alt={title} />
          {!locked && (
            <button type="button" className="thumb second wide" onClick={remove}>
              <Trash2 size={18} aria-hidden="true" />
              {say("photo_remove")}
            </button>
          )}
        </Sheet>
      )}
    </>
  );
}

export default function Photos({ job, crew, locked }) {
  const { say } = useSpeech();
  // Those of a problem stand with it.
  const photos = job.photos.filter((photo) => !photo.problem_id);
  const waiting = crew.photos.filter((photo) => photo.booking_id === job.id && !photo.report_id);
  const count = photos.length + waiting.length;
  if (!crew.kept?.takes_photos) return null;
  const mayTake = job.consent_photos && !locked;
  if (!mayTake && !count && job.consent_photos) return null;
  const button = (kind) => (
    <PhotoButton label={say(`add_photo_${kind}`)} picked={(file) => addPhoto(job.id, kind, file)} />
  );
  return (
    <section className="visit">
      <div className="row">
        <h2>{say("photos")}</h2>
        {count > 0 && <span className="push muted num">{count}</span>}
      </div>
      {!job.consent_photos && <span className="muted">{say("no_photo_consent")}</span>}
      <Pictures job={job} crew={crew} photos={photos} waiting={waiting} locked={locked} />
      {mayTake && (
        <div className="cr-pair">
          {button("before")}
          {button("after")}
        </div>
      )}
    </section>
  );
}
