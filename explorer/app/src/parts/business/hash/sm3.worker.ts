import { sm3File } from "@fiscalchain/client/crypto";

/** What the worker tells of a file it hashes. */
export type HashMessage =
  | { kind: "progress"; read: number }
  | { kind: "done"; digest: string }
  | { kind: "failed"; message: string };

const tell = (message: HashMessage) => self.postMessage(message);

self.addEventListener("message", (event: MessageEvent<File>) => {
  sm3File(event.data, (read) => tell({ kind: "progress", read })).then(
    (digest) => tell({ kind: "done", digest }),
    (fault: unknown) =>
      tell({
        kind: "failed",
        message: fault instanceof Error ? fault.message : String(fault),
      }),
  );
});
