import type { TFunction } from "i18next";

/** The body of a message as the chain writes it. */
export interface Body {
  kind: string;
  content: Record<string, unknown>;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What a message says, in one line. */
export function messageWords(t: TFunction<"govern">, body: Body): string {
  const { kind, content } = body;
  const flow = content["flow"];
  const nested = typeof flow === "object" && flow !== null ? (flow as Record<string, unknown>) : {};
  const about =
    text(content["key"]) ||
    text(content["bill"]) ||
    text(content["org"]) ||
    text(nested["flow"]) ||
    text(content["digest"]).slice(0, 14);
  const name = t(`bridges.kind.${kind}`, { defaultValue: kind });
  return about === "" ? name : `${name} · ${about}`;
}
