import { settled, test } from "../src/test";

/** How often each is measured. */
const TIMES = Number(process.env.E2E_TIMES ?? 7);

const ROUTES = [
  "/bills",
  "/locks",
  "/participants",
  "/approvals",
  "/policies",
  "/validators",
  "/statistics",
  "/blocks",
];

function line(what: string, all: number[]): void {
  const sorted = [...all].sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const figures = [at(0), at(0.5), at(0.95)].map((ms) => `${Math.round(ms ?? 0)}`.padStart(7));
  console.log(`${what.padEnd(34)}${figures.join("")}`);
}

test("timings", async ({ browser }) => {
  test.setTimeout(1_800_000);
  console.log(
    `${"ms".padEnd(34)}${["least", "median", "p95"].map((one) => one.padStart(7)).join("")}`,
  );

  const largest: number[] = [];
  const bytes: number[] = [];
  for (let count = 0; count < TIMES; count++) {
    // A new context has an empty cache, as somebody has who comes for the first time.
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto("/");
    await settled(page);
    const [lcp, size] = await page.evaluate(
      () =>
        new Promise<[number, number]>((resolve) => {
          let last = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) last = entry.startTime;
          }).observe({ type: "largest-contentful-paint", buffered: true });
          const loaded = performance
            .getEntriesByType("resource")
            .concat(performance.getEntriesByType("navigation")) as PerformanceResourceTiming[];
          const sum = loaded.reduce((total, entry) => total + entry.transferSize, 0);
          setTimeout(() => resolve([last, sum]), 500);
        }),
    );
    largest.push(lcp);
    bytes.push(size / 1024);
    await context.close();
  }
  line("first page, largest content", largest);
  line("first page, KiB over the wire", bytes);

  const context = await browser.newContext();
  const page = await context.newPage();
  for (const [what, rounds] of [
    ["for the first time", 1],
    ["again", TIMES],
  ] as const) {
    for (const route of ROUTES) {
      const all: number[] = [];
      for (let count = 0; count < rounds; count++) {
        await page.goto("/");
        await settled(page);
        // What browsers do while nobody does anything.
        await page.waitForTimeout(500);
        all.push(
          await page.evaluate(
            (to) =>
              new Promise<number>((resolve) => {
                const link = document.querySelector<HTMLAnchorElement>(`nav a[href="${to}"]`);
                const start = performance.now();
                const look = () => {
                  const ready =
                    location.pathname === to &&
                    document.querySelector("main h1") !== null &&
                    document.querySelector("main .mantine-Skeleton-root") === null;
                  if (ready) resolve(performance.now() - start);
                  else requestAnimationFrame(look);
                };
                link?.click();
                requestAnimationFrame(look);
              }),
            route,
          ),
        );
      }
      line(`${route} ${what}`, all);
    }
  }
  await context.close();
});
