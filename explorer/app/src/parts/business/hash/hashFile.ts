import type { HashMessage } from "./sm3.worker";

/** The largest file that is hashed, in bytes: bills are a thousand times smaller. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** How a file is hashed. */
export interface HashOptions {
  /** Told the share that is done, 0 to 1. */
  onProgress?: (share: number) => void;
  /** Ends the work early. */
  signal?: AbortSignal;
}

const aborted = () => new DOMException("cancelled", "AbortError");

function inWorker(file: File, { onProgress, signal }: HashOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./sm3.worker.ts", import.meta.url), {
      type: "module",
    });
    const end = (settle: () => void) => {
      worker.terminate();
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const abort = () => end(() => reject(aborted()));
    signal?.addEventListener("abort", abort);
    worker.addEventListener("error", () => end(() => reject(new Error("the worker failed"))));
    worker.addEventListener("message", ({ data }: MessageEvent<HashMessage>) => {
      switch (data.kind) {
        case "progress":
          onProgress?.(data.read / Math.max(1, file.size));
          break;
        case "done":
          end(() => resolve(data.digest));
          break;
        case "failed":
          end(() => reject(new Error(data.message)));
          break;
      }
    });
    worker.postMessage(file);
  });
}

/**
 * SM3 of a file as `0x` and 64 digits. The file stays on this machine: a worker of the page reads it
 * piece by piece, or the page itself where there are no workers.
 */
export async function hashFile(file: File, options: HashOptions = {}): Promise<string> {
  if (options.signal?.aborted) {
    throw aborted();
  }
  if (typeof Worker !== "undefined") {
    return inWorker(file, options);
  }
  const { sm3File } = await import("@fiscalchain/client/crypto");
  return sm3File(file, (read) => options.onProgress?.(read / Math.max(1, file.size)));
}
