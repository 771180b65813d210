import { concat, fromHex } from "../crypto/bytes.js";
import type { BillKey } from "../types/common.js";
import { malformed } from "./fault.js";

/** `twox128("Bills") ‖ twox128("Bills")`: where pallet Bills keeps the bills. */
export const BILLS_PREFIX = fromHex(
  "6c7ac72eab834650c453b02faab9a4c66c7ac72eab834650c453b02faab9a4c6",
);
/** `twox128("BillLocks") ‖ twox128("Locks")`: where pallet BillLocks keeps the locks. */
export const LOCKS_PREFIX = fromHex(
  "989bc0c9d0692f6580b57f703281fc55218f26c73add634897550b4003b26bc6",
);
/** `twox128("Timestamp") ‖ twox128("Now")`: where the consensus time stands. */
export const TIME_KEY = fromHex("f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb");

/** The nine bytes of a bill key: its digits, two to a byte. */
export function packKey(key: BillKey): Uint8Array {
  const [, code, number] = /^([0-9]{8})-([0-9]{10})$/.exec(key) ?? [];
  if (code === undefined || number === undefined) {
    throw malformed("key");
  }
  return fromHex(code + number);
}

/** Where the record of a bill stands, 41 bytes. */
export function billStateKey(key: BillKey): Uint8Array {
  return concat(BILLS_PREFIX, packKey(key));
}

/** Where the lock of a bill stands, 41 bytes. A lock that has run out may still stand there. */
export function lockStateKey(key: BillKey): Uint8Array {
  return concat(LOCKS_PREFIX, packKey(key));
}
