/** Bytes as hexadecimal text with `0x` in front. */
export type Hex = `0x${string}`;

const DIGITS = /^(?:0x)?((?:[0-9a-fA-F]{2})*)$/;
const encoder = new TextEncoder();

/**
 * Writes `0x` and two lower-case digits a byte.
 */
export function toHex(bytes: Uint8Array): Hex {
  let text = "";
  for (const byte of bytes) {
    text += byte.toString(16).padStart(2, "0");
  }
  return `0x${text}`;
}

/**
 * Reads hexadecimal text, with or without `0x`.
 *
 * @param length - how many bytes there must be
 * @param field - what an error calls the text
 * @throws RangeError for any other text
 */
export function fromHex(text: string, length?: number, field = "hex"): Uint8Array {
  const digits = DIGITS.exec(text)?.[1];
  if (digits === undefined) {
    throw new RangeError(`${field}: not 0x and two hexadecimal digits a byte`);
  }
  if (length !== undefined && digits.length !== length * 2) {
    throw new RangeError(`${field}: not ${length} bytes but ${digits.length / 2}`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

/** The bytes of several arrays, one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two arrays hold the same bytes. Not for secrets: it stops at the first difference. */
export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The UTF-8 encoding of text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
