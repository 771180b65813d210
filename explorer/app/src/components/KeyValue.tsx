import type { ReactNode } from "react";
import classes from "./KeyValue.module.css";

/** Labels with their values, as a description list. */
export function KeyValue({ items }: { items: [label: string, value: ReactNode][] }) {
  return (
    <dl className={classes.list}>
      {items.map(([label, value]) => (
        <div key={label} className={classes.pair}>
          <dt className={classes.label}>{label}</dt>
          <dd className={classes.value}>
            {value === null || value === undefined || value === "" ? "—" : value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
