/**
 * In jsdom the encoder of texts makes byte arrays of another realm than the tests' own, which no
 * browser does: `instanceof Uint8Array` would be false for them. Imported before the code under test.
 */
class OwnTextEncoder {
  readonly encoding = "utf-8";

  encode(text = ""): Uint8Array {
    return Uint8Array.from(Buffer.from(text, "utf8"));
  }
}

globalThis.TextEncoder = OwnTextEncoder as unknown as typeof TextEncoder;
