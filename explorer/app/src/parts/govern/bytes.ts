const HEX = /^0x(?:[0-9a-f]{2})+$/i;

/** Bytes of `0x` and hexadecimal digits; none of other text. */
export function bytesOf(hex: string): Uint8Array | null {
  if (!HEX.test(hex)) return null;
  const bytes = new Uint8Array((hex.length - 2) / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(hex.slice(2 + at * 2, 4 + at * 2), 16);
  }
  return bytes;
}
