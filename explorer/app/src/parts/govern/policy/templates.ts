import type { TFunction } from "i18next";
import type { PolicyJson } from "./answers";
import type { JsonValue } from "./json";
import templates from "./templates.json";

/** A policy to begin with. As it stands it is valid; each parameter is a place to fill in. */
export interface Template {
  template: string;
  title: string;
  titleZh: string;
  parameters: { name: string; pointer: string; description: string }[];
  policy: PolicyJson;
}

/** The templates that come with the chain. */
export const TEMPLATES = templates as unknown as Template[];

/** The policy of a template, named in the language of the page. */
export function templatePolicy(t: TFunction<"govern">, { template, policy }: Template): PolicyJson {
  return { ...policy, name: t(`templateName.${template}`) };
}

/** What a JSON Pointer points at; undefined where it points at nothing. */
export function at(value: JsonValue, pointer: string): JsonValue | undefined {
  let found: JsonValue | undefined = value;
  for (const segment of pointer.split("/").slice(1)) {
    if (typeof found !== "object" || found === null) return undefined;
    const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) ? found[Number(name)] : found[name];
  }
  return found;
}
