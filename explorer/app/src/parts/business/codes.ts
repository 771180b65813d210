import { yuanToFen } from "../../lib/format";

/** What names a bill: code and number. */
export interface BillKey {
  /** 8 digits. */
  code: string;
  /** 10 digits. */
  number: string;
}

/** The three codes printed on a bill. */
export interface ThreeCodes extends BillKey {
  /** 6 letters or digits. */
  checkCode: string;
}

/** The five elements printed on a bill, as they are typed. */
export interface FiveElements extends ThreeCodes {
  /** Day of issue, `yyyy-mm-dd`. */
  issueDate: string;
  /** Total in yuan, such as `123.45`. */
  amount: string;
}

const CODE = /^\d{8}$/;
const NUMBER = /^\d{10}$/;
const CHECK_CODE = /^[0-9A-Za-z]{6}$/;
const DATE = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const KEY = /(?:^|\D)(\d{8})[-_\s,，/]?(\d{10})(?!\d)/;

/** The largest total in fen: below 2^53, so that a number holds it exactly. */
const MAX_FEN = 1_000_000_000_000_000;

/** Is it a bill code 票据代码? */
export function isCode(text: string): boolean {
  return CODE.test(text);
}

/** Is it a bill number 票据号码? */
export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** Is it a check code 校验码? */
export function isCheckCode(text: string): boolean {
  return CHECK_CODE.test(text);
}

/** The day as `yyyy-mm-dd`, or nothing when no calendar has it. */
export function parseDate(text: string): string | null {
  const match = DATE.exec(text.trim());
  if (!match) {
    return null;
  }
  const day = `${match[1]}-${match[2]}-${match[3]}`;
  const moment = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
  return exists && Number(match[1]) >= 1970 ? day : null;
}

/** Yuan as fen, or nothing when it is no amount of at most two decimals above zero. */
export function parseYuan(text: string): number | null {
  const fen = yuanToFen(text.trim().replace(/^[¥￥]/, ""));
  return fen !== null && fen > 0 && fen <= MAX_FEN ? fen : null;
}

/** Code and number out of a pasted text or the name of a file, such as `31060126-0000000001.xml`. */
export function findKey(text: string): BillKey | null {
  const match = KEY.exec(text);
  return match?.[1] && match[2] ? { code: match[1], number: match[2] } : null;
}

/** `31060126-0000000001` as a key. */
export function splitKey(key: string): BillKey {
  const [code = "", number = ""] = key.split("-");
  return { code, number };
}

/** Where a bill's page is. */
export function billPath({ code, number }: BillKey): string {
  return `/bills/${code}/${number}`;
}

function packed(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

/**
 * What the chain keeps of a check code: the first 16 bytes of
 * `SM3("fiscalchain/check-code" ‖ bill key in packed digits ‖ check code)`.
 */
export function checkDigest(
  { code, number, checkCode }: ThreeCodes,
  sm3: (bytes: Uint8Array) => Uint8Array,
): string {
  const encoder = new TextEncoder();
  const parts = [
    encoder.encode("fiscalchain/check-code"),
    packed(code),
    packed(number),
    encoder.encode(checkCode),
  ];
  const input = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    input.set(part, at);
    at += part.length;
  }
  return `0x${Array.from(sm3(input).subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
