import type { Sm2Key } from "@fiscalchain/client/crypto";
import { askElsewhere } from "./external";
import { keepKey, type KeySource, type PageSigner } from "./keys";

/** Codes of what can be wrong with a key. The texts stand in `develop.json` under `keyFault`. */
export type KeyFaultCode =
  | "wrongPassword"
  | "malformed"
  | "unsupported"
  | "maxSizeExceeded"
  | "maxIterationsExceeded"
  | "publicKey"
  | "development";

/** Why a key could not be opened. */
export class OpenFault extends Error {
  readonly code: KeyFaultCode;

  constructor(code: KeyFaultCode, message: string) {
    super(message);
    this.name = "OpenFault";
    this.code = code;
  }
}

/** The code of cryptography is loaded when somebody opens a key. */
function crypto() {
  return import("@fiscalchain/client/crypto");
}

function keep(key: Sm2Key, source: KeySource, name: string): void {
  keepKey(
    {
      source,
      name,
      address: key.address,
      accountId: hex(key.accountId),
      publicKey: key.publicHex,
      did: key.did,
    },
    key,
    () => key.destroy(),
  );
}

function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Opens an SM4-encrypted PKCS#8 key file. The password is used once and kept nowhere.
 *
 * @throws OpenFault with a code that has one clear text
 */
export async function openFile(pem: string, password: string, name: string): Promise<void> {
  const { KeyFileFault, openKeyFile } = await crypto();
  try {
    keep(await openKeyFile(pem, password), "file", name);
  } catch (fault) {
    if (fault instanceof KeyFileFault) throw new OpenFault(fault.code, fault.message);
    throw fault;
  }
}

/** Opens a development key, which everybody knows. Only for chains of which nothing depends. */
export async function openDevelopment(name: string): Promise<void> {
  const { devKey } = await crypto();
  if (!/^[A-Za-z0-9-]{1,32}$/.test(name)) {
    throw new OpenFault("development", "name: 1 to 32 letters, digits or hyphens");
  }
  keep(devKey(name), "development", name);
}

/** Takes the public half of a key that stays elsewhere: each signature is asked for and brought. */
export async function openExternal(publicKey: string): Promise<void> {
  const { accountOf, compress, didOf, encodeAddress, fromHex } = await crypto();
  let bytes: Uint8Array;
  try {
    bytes = compress(fromHex(publicKey.trim()));
  } catch (fault) {
    throw new OpenFault("publicKey", fault instanceof Error ? fault.message : String(fault));
  }
  const account = accountOf(bytes);
  const address = encodeAddress(account);
  const signer: PageSigner = {
    publicKey: bytes,
    sign: (message, subject) => askElsewhere(bytes, message, subject),
  };
  keepKey(
    {
      source: "external",
      name: hex(bytes).slice(0, 12),
      address,
      accountId: hex(account),
      publicKey: hex(bytes),
      did: didOf(bytes),
    },
    signer,
    () => undefined,
  );
}
