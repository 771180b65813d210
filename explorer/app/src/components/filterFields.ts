import type { DayZone } from "../lib/days";
import type { FilterField } from "./FilterBar";

/** A filter by one of a few words. */
export function choice(
  key: string,
  label: string,
  values: readonly string[],
  name: (value: string) => string,
): FilterField {
  return {
    key,
    label,
    type: "select",
    options: values.map((value) => ({ value, label: name(value) })),
  };
}

/** The two filters of a period of time. */
export function period(from: string, until: string, zone?: DayZone): FilterField[] {
  return [
    { key: "from", label: from, type: "date", boundary: "start", zone },
    { key: "until", label: until, type: "date", boundary: "end", zone },
  ];
}
