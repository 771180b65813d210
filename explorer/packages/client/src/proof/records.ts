import { toHex } from "../crypto/bytes.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import type { Bill } from "../types/bills.js";
import type { BillKey, Day, Fen } from "../types/common.js";
import type { Lock } from "../types/locks.js";

const MAX_FEN = 1_000_000_000_000_000;

/** Reads what the state holds of a bill. */
export function decodeBill(bytes: Uint8Array): Bill {
  const reader = new ScaleReader(bytes);
  const digest = () => toHex(reader.take(32));
  const bill: Bill = {
    check: toHex(reader.take(16)),
    total: fen(reader),
    issuedOn: day(reader),
    issuer: reader.u32(),
    node: reader.u32(),
    scene: reader.u32(),
    payer: digest(),
    xml: digest(),
    pdf: reader.option(digest),
    summary: digest(),
    version: reader.u32(),
    history: reader.option(() => ({ previous: digest(), difference: digest() })),
    related: reader.option(() => billKey(reader)),
    registered: { block: reader.u32(), index: reader.u32() },
    kind: one(reader, ["ordinary", "red", "difference"]),
    validity: one(reader, ["normal", "redFlushed", "voided"]),
    medium: one(reader, ["electronic", "paper"]),
    usage: one(reader, ["free", "locked", "partlyReimbursed", "reimbursed"]),
    circulation: one(reader, ["circulable", "blocked"]),
    reimbursed: fen(reader),
  };
  reader.end();
  return bill;
}

/** Reads what the state holds of a lock. */
export function decodeLock(bytes: Uint8Array): Lock {
  const reader = new ScaleReader(bytes);
  const lock: Lock = {
    holder: reader.u32(),
    scene: reader.u32(),
    authorization: toHex(reader.take(32)),
    flow: flow(reader),
    region: region(reader),
    at: decodeMoment(reader),
    expires: decodeMoment(reader),
    weight: reader.u32(),
    claimed: fen(reader),
  };
  reader.end();
  return lock;
}

/** Reads a moment, Unix ms. */
export function decodeMoment(reader: ScaleReader): number {
  const moment = Number(reader.u64());
  if (!Number.isSafeInteger(moment)) {
    throw new DecodeFault("a moment is past the year 200000");
  }
  return moment;
}

function one<const T extends string>(reader: ScaleReader, names: readonly T[]): T {
  const name = names[reader.u8()];
  if (name === undefined) {
    throw new DecodeFault("a state that is not known");
  }
  return name;
}

function fen(reader: ScaleReader): Fen {
  const amount = Number(reader.u64());
  if (amount > MAX_FEN) {
    throw new DecodeFault("an amount is above 10^15 fen");
  }
  return amount;
}

function day(reader: ScaleReader): Day {
  const written = String(reader.u32()).padStart(8, "0");
  const day = `${written.slice(0, -4)}-${written.slice(-4, -2)}-${written.slice(-2)}`;
  const parsed = new Date(`${day}T00:00:00Z`);
  const same = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
  if (written.length !== 8 || !same || parsed.getTime() < 0) {
    throw new DecodeFault("a day that no calendar has");
  }
  return day;
}

function billKey(reader: ScaleReader): BillKey {
  const [code, number] = [toHex(reader.take(4)).slice(2), toHex(reader.take(5)).slice(2)];
  if (!/^[0-9]+$/.test(code + number)) {
    throw new DecodeFault("a bill key that is no decimal digits");
  }
  return `${code}-${number}`;
}

function flow(reader: ScaleReader): string {
  const text = String.fromCharCode(...reader.bytes());
  if (!/^[!-~]{1,64}$/.test(text)) {
    throw new DecodeFault("a flow number that is not visible ASCII");
  }
  return text;
}

function region(reader: ScaleReader): number {
  const code = reader.u8();
  if (code < 11 || code > 82) {
    throw new DecodeFault("an area that there is none of");
  }
  return code;
}
