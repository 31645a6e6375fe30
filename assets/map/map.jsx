// The map beside the board. Python side and meaning of every prop: cleaning_app/components/map.py.

import { useEffect, useMemo, useRef, useState } from "react";
import "leaflet/dist/leaflet.css";
import "./map.css";
import { groupBy } from "../board/lanes.js";
import { attachLight } from "../board/light.js";
import { openMap } from "./draw.js";

const NONE = [];

const Stop = ({ point, selected, onSelect }) => (
  <li>
    <button type="button" data-id={point.id} aria-pressed={selected} onClick={() => onSelect(point.id)}>
      <span>{point.time}</span>
      <b>{point.title}</b>
      <span>{point.area}</span>
    </button>
  </li>
);

/** The map's other form: every worker's stops in order, then what nobody is on. */
function Stops({ routes, selected, onSelect }) {
  const list = useRef(null);
  useEffect(() => attachLight(list.current), []);
  return (
    <div className="mp-stops" ref={list}>
      {routes.map(([id, points]) => (
        <section key={id}>
          <h3>
            <i style={{ background: points[0].route ? `var(--route-${points[0].route})` : "transparent" }} className={points[0].route ? "" : "is-open"} aria-hidden="true" />
            {points[0].worker || "Unassigned"}
          </h3>
          <ol>
            {points.map((p) => (
              <Stop key={p.id} point={p} selected={p.id === selected} onSelect={onSelect} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

export function JobMap(props) {
  const { points = NONE, tiles, nowhere = 0, place = "", selected = "", label = "Map" } = props;
  const box = useRef(null);
  const map = useRef(null);
  const calls = useRef(props);
  calls.current = props;
  const [drawn, setDrawn] = useState(false);
  const onSelect = useRef((id) => calls.current.onSelect?.(id)).current;
  const routes = useMemo(() => [...groupBy(points, (p) => p.worker_id)], [points]);
  const url = tiles?.url ?? "";

  useEffect(() => {
    let gone = false;
    openMap(box.current, { url, attribution: tiles?.attribution ?? "", onSelect }).then((opened) => {
      if (gone) return opened.close();
      map.current = opened;
      return setDrawn(true);
    });
    return () => {
      gone = true;
      map.current?.close();
      map.current = null;
      setDrawn(false);
    };
  }, [url]);
  useEffect(() => {
    if (drawn) map.current.draw(routes, place);
  }, [drawn, routes, place]);
  useEffect(() => {
    if (drawn) map.current.select(selected);
  }, [drawn, routes, selected]);

  return (
    <section className="mp" aria-label={label}>
      <div className="mp-ground" ref={box} role="group" aria-label={`${label}; the same stands below as a list`} />
      {!points.length && <p className="mp-empty">{nowhere ? "No address of this day has a place on the map yet." : "Nothing to see on this day."}</p>}
      <details className="mp-list">
        <summary>
          Stops as a list
          {nowhere > 0 && <span> · {nowhere} without a place</span>}
        </summary>
        <Stops routes={routes} selected={selected} onSelect={onSelect} />
      </details>
    </section>
  );
}
