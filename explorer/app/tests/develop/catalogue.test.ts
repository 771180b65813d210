import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Codes } from "../../src/lib/codes";
import { errorLines, findErrors } from "../../src/parts/develop/errors";

const APP = join(import.meta.dirname, "../..");

function texts(language: string): Codes {
  const folder = join(APP, "src/i18n", language, "catalogue");
  const parts = readdirSync(folder).map(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as object,
  );
  return Object.assign({}, ...parts) as Codes;
}

describe("the catalogue of errors and events", () => {
  it("is what the documentation of the chain says", () => {
    const script = join(APP, "scripts/catalogue.mjs");
    expect(() =>
      execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" }),
    ).not.toThrow();
  });

  it("has a text in both languages", () => {
    const [en, zh] = [texts("en"), texts("zh")];
    for (const kind of ["errors", "events"] as const) {
      expect(Object.keys(zh[kind]).sort()).toEqual(Object.keys(en[kind]).sort());
      for (const [pallet, names] of Object.entries(zh[kind])) {
        expect(Object.keys(names).sort()).toEqual(Object.keys(en[kind][pallet] ?? {}).sort());
      }
    }
    for (const kind of ["errors", "events"] as const) {
      for (const [pallet, names] of Object.entries(en[kind])) {
        for (const name of Object.keys(names)) {
          expect(zh[kind][pallet]?.[name], `${pallet}.${name}`).toMatch(/[\u4e00-\u9fff]/);
        }
      }
    }
    expect(Object.keys(zh.transactions)).toEqual(Object.keys(en.transactions));
    expect(zh.rpc["20001"]).toMatchObject({ name: "INVALID_PARAMETER" });
  });

  it("is found by code, by name and by what it means", () => {
    const lines = errorLines(texts("en"));
    expect(findErrors(lines, "20001", null).map(({ name }) => name)).toEqual(["INVALID_PARAMETER"]);
    expect(findErrors(lines, "bills.alreadyexists", null)).toHaveLength(1);
    expect(findErrors(lines, "quota used up", "transactions").map(({ code }) => code)).toEqual([
      "4",
    ]);
    expect(findErrors(lines, "", "checks").every(({ source }) => source === "checks")).toBe(true);
    expect(findErrors(lines, "no such words at all", null)).toEqual([]);
    const chinese = errorLines(texts("zh"));
    expect(findErrors(chinese, "动态码已过期", null).map(({ source }) => source)).toEqual([
      "codes",
    ]);
  });
});
