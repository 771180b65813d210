/**
 * Transactions that people or machines signed. Every block above the first holds exactly one more: the
 * validator that built it put its time there.
 */
export function signedOf(transactions: number, blocks = 1): number {
  return Math.max(0, transactions - blocks);
}
