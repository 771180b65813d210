import type { SigningSubject } from "./subject";

/** A message that somebody elsewhere is to sign. */
export interface ExternalRequest {
  /** The compressed public key, 33 bytes. */
  publicKey: Uint8Array;
  /** What is to be signed with SM2, as it is. */
  message: Uint8Array;
  /** What it stands for, where it is of a transaction. */
  subject: SigningSubject | null;
  /** Takes the signature. */
  answer: (signature: Uint8Array) => void;
  /** Gives up. */
  cancel: () => void;
}

/** Codes of what can be wrong with an answer; the texts stand under `external.fault`. */
export type AnswerFault = "form" | "length" | "otherKey" | "invalid";

/** The person gave up signing. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}

const PUBLIC_BYTES = 33;
const SIGNATURE_BYTES = 64;

let request: ExternalRequest | null = null;
const listeners = new Set<() => void>();

function set(next: ExternalRequest | null): void {
  request = next;
  listeners.forEach((listener) => listener());
}

/** Asks the person to have a message signed elsewhere; the signature is r‖s, 64 bytes. */
export function askElsewhere(
  publicKey: Uint8Array,
  message: Uint8Array,
  subject: SigningSubject | null = null,
): Promise<Uint8Array> {
  request?.cancel();
  return new Promise((resolve, reject) => {
    set({
      publicKey,
      message,
      subject,
      answer: (signature) => {
        set(null);
        resolve(signature);
      },
      cancel: () => {
        set(null);
        reject(new Cancelled());
      },
    });
  });
}

/**
 * Reads the answer: 97 bytes, public key and signature, in hexadecimal. Answers the signature, or
 * what is wrong. A signature is checked here, so that a mistake shows before anything is sent.
 */
export async function readAnswer(
  asked: Pick<ExternalRequest, "publicKey" | "message">,
  text: string,
): Promise<{ signature: Uint8Array } | { fault: AnswerFault }> {
  const { equal, fromHex, sm2Verify } = await import("@fiscalchain/client/crypto");
  let bytes: Uint8Array;
  try {
    bytes = fromHex(text.replaceAll(/\s+/g, ""));
  } catch {
    return { fault: "form" };
  }
  if (bytes.length !== PUBLIC_BYTES + SIGNATURE_BYTES) return { fault: "length" };
  const [publicKey, signature] = [bytes.subarray(0, PUBLIC_BYTES), bytes.slice(PUBLIC_BYTES)];
  if (!equal(publicKey, asked.publicKey)) return { fault: "otherKey" };
  return sm2Verify(publicKey, asked.message, signature) ? { signature } : { fault: "invalid" };
}

/** Whether what is to be signed is not the payload but its hash, which shows nothing of it. */
export function isHash({
  message,
  subject,
}: Pick<ExternalRequest, "message" | "subject">): boolean {
  return subject !== null && subject.payload.length !== message.length;
}

/** What is waiting to be signed elsewhere. */
export function externalRequest(): ExternalRequest | null {
  return request;
}

/** Calls back whenever that changes. */
export function subscribeExternal(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
