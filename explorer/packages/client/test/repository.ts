import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../../../", import.meta.url);

/** A file of the repository: the vectors here are the very ones of the Rust tests. */
export function vector(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, ROOT)), "utf8").trim();
}
