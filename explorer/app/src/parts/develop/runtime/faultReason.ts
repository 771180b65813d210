import type { TFunction } from "i18next";

/** What the encoding says of a value, in its own words, and the text that stands for it. */
const REASONS: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^not a whole number from (?<least>-?\d+) to (?<most>\d+)$/, "whole"],
  [/^not a whole number of fen from 0 to 10\^15$/, "fen"],
  [/^not yuan with at most two decimals, such as (?<example>\S+)$/, "yuan"],
  [/^not a number$/, "number"],
  [/^not text$/, "text"],
  [/^empty, or with a control character$/, "control"],
  [/^not visible ASCII characters$/, "ascii"],
  [/^(?:bill code|bill number): not (?<count>\d+) ASCII digits$/, "digits"],
  [/^not written (?<example>\d{4}-\S+T\S+)$/, "likeExample"],
  [/^not written code-number, such as (?<example>\S+)$/, "billKey"],
  [/^not number:version, such as (?<example>\S+)$/, "likeExample"],
  [/^not a day written yyyy-mm-dd between 1970 and 9999$/, "day"],
  [/^not a time of the day written hh:mm$/, "timeOfDay"],
  [/^(?:\w+: )?not 0x and two hexadecimal digits a byte$/, "hex"],
  [/^(?:\w+: )?not (?<want>\S+) bytes but (?<have>\S+)$/, "length"],
  [/^not bytes$/, "hex"],
  [/^bytes have no place here$/, "noBytes"],
  [/^account: not an SS58 address, nor 0x and 64 hexadecimal digits$/, "account"],
  [/^did: not did:cpl: and 22 bytes in base58btc$/, "did"],
  [/^not a list$/, "list"],
  [/^not a list of two values$/, "pair"],
  [/^not a list of (?<want>\S+)$/, "listOf"],
  [/^not (?<want>\S+) items but (?<have>\S+)$/, "items"],
  [/^not one of (?<names>.+)$/, "oneOf"],
  [/^not a variant of (?<type>[^:]+): not one of (?<names>.+)$/, "oneOf"],
  [/^not a variant of (?<type>.+)$/, "variant"],
  [/^not the name of a variant$/, "variantName"],
  [/^(?<name>\S+) needs a value$/, "needsValue"],
  [/^the runtime has no (?<name>.+)$/, "unknown"],
  [/^not an object$/, "object"],
  [/^not an object of one name$/, "oneName"],
  [/^missing$/, "missing"],
  [/^has no place here$/, "noPlace"],
  [/^nested too deep$/, "deep"],
  [/^more than (?<levels>\S+) levels$/, "levels"],
  [/^has 2 to 8 branches, not (?<have>\S+)$/, "branches"],
  [/^neither true nor false$/, "flag"],
  [/^not an axis of a bill's state$/, "axis"],
  [/^not an attribute of requests$/, "attribute"],
  [/^not an operator$/, "operator"],
  [/^not a type of a field$/, "fieldType"],
  [/^not of type (?<type>.+)$/, "type"],
];

/** A reason of the encoding in the language of the page; as it came where no text stands for it. */
export function faultReason(t: TFunction<"develop">, reason: string): string {
  for (const [pattern, text] of REASONS) {
    const found = pattern.exec(reason);
    if (found)
      return t(`fault.${text}`, { ...found.groups, interpolation: { escapeValue: false } });
  }
  return reason;
}
