const FORM = /^-----BEGIN ([A-Z ]+)-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END ([A-Z ]+)-----$/;
const LINE = 64;

/** Writes DER as PEM, with lines of 64 characters and a line end behind the last. */
export function toPem(label: string, der: Uint8Array): string {
  let binary = "";
  for (const byte of der) {
    binary += String.fromCharCode(byte);
  }
  const lines = btoa(binary).match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Reads PEM that holds one document and nothing else; nothing for any other text. */
export function fromPem(text: string): { label: string; der: Uint8Array } | undefined {
  const [, label, body, end] = FORM.exec(text.trim()) ?? [];
  if (label === undefined || body === undefined || label !== end) {
    return undefined;
  }
  try {
    const binary = atob(body.replace(/[\r\n]/g, ""));
    return { label, der: Uint8Array.from(binary, (symbol) => symbol.charCodeAt(0)) };
  } catch {
    return undefined;
  }
}
