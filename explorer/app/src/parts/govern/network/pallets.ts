/** What the pallet of validators keeps, as the connection to the chain gives it. */

/** Who runs a key of the latest set. */
export interface Operator {
  participant: number;
  /** The first block the key decides. */
  from: number;
  rotated: boolean;
}
