import { existsSync } from "node:fs";

/** Where the system keeps its browser; `E2E_CHROMIUM` says otherwise. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser of the system: none is ever downloaded. */
function executable(): string {
  const path = process.env.E2E_CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!path) throw new Error("no Chromium: install Debian's package, or set E2E_CHROMIUM");
  return path;
}

/** How the browser is started: quiet, and with nothing of its own to do in the network. */
export function launchOptions() {
  const args = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  // Chromium refuses its sandbox to root.
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return { executablePath: executable(), args };
}

/** Address of the explorer under test. */
export function explorerUrl(): string {
  const url = process.env.E2E_URL;
  if (!url) throw new Error("E2E_URL says where the explorer is: run scripts/e2e.sh");
  return url.replace(/\/$/, "");
}
