import type { Field, RuntimeModel } from "./model";
import type { Runtime } from "./useRuntime";
import type { Fault } from "./ValueInput";
import { lower, settled } from "./widgets";

/** Encoded values, or what is wrong with one of them. */
export type Encoded = { bytes: Uint8Array[]; fault: null } | { bytes: null; fault: Fault };

/** The field and the reason of a fault that encoding found. */
export function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const field =
    error instanceof Error && "field" in error && typeof error.field === "string"
      ? error.field
      : "";
  const reason =
    field !== "" && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return { field, reason };
}

/** Encodes values of fields, each by itself. */
export function encodeEach(
  codec: Runtime["codec"],
  model: RuntimeModel,
  fields: readonly Field[],
  values: Record<string, unknown>,
): Encoded {
  try {
    const bytes = fields.map(({ name, type }) => {
      const place = lower(name);
      return codec.encodeValue(
        model.shapes,
        type,
        settled(model.shapes, type, values[place]),
        place,
      );
    });
    return { bytes, fault: null };
  } catch (error) {
    return { bytes: null, fault: faultOf(error) };
  }
}

/** Bytes of several arrays, one after the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `0x` and two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Bytes of hexadecimal text, or null for other text. */
export function fromHex(text: string): Uint8Array | null {
  const digits = /^(?:0x)?((?:[0-9a-fA-F]{2})*)$/.exec(text.replaceAll(/\s+/g, ""))?.[1];
  if (digits === undefined) return null;
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}
