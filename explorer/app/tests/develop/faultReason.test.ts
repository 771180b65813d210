import { readFileSync } from "node:fs";
import { join } from "node:path";
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "../../src/i18n";
import { faultReason } from "../../src/parts/develop/runtime/faultReason";

const CLIENT = join(import.meta.dirname, "../../../packages/client/src");
const FILES = ["codec/encode.ts", "codec/forms.ts", "codec/policy.ts", "crypto/address.ts"];

/** Every reason that the encoding can give, with something in the places of its slots. */
function reasons(): string[] {
  const found = new Set<string>();
  for (const file of FILES) {
    const source = readFileSync(join(CLIENT, file), "utf8");
    const texts = [
      ...source.matchAll(/new InputFault\((?:`[^`]*`|[^;`]*?),\s*(?:[^;]*\? )?(["`][^;]*)\);/g),
      ...source.matchAll(/matching\(\/[^;]*?\/,\s*("[^"]*")/g),
      ...source.matchAll(/new RangeError\(("(?:account|did): [^"]*")\)/g),
    ].flatMap(([, text = ""]) => [...text.matchAll(/"([^"]*)"|`((?:\$\{[^}]*\}|[^`$])*)`/g)]);
    for (const [, plain, template] of texts) {
      const text = plain ?? template ?? "";
      if (/^[\s,]*$/.test(text) || text === "::") continue;
      found.add(text.replace(/\$\{list\}$/, ": not one of a, b").replaceAll(/\$\{[^}]*\}/g, "8"));
    }
  }
  return [...found];
}

describe("what is wrong with a value", () => {
  beforeAll(async () => {
    await startI18n("zh");
    await i18next.loadNamespaces("develop");
  });

  it("is said in the language of the page, whatever the encoding finds", () => {
    const all = reasons();
    expect(all.length).toBeGreaterThan(38);
    const t = i18next.getFixedT("zh", "develop");
    const untold = all.filter((reason) => {
      const said = faultReason(t, reason);
      return !/[\u4e00-\u9fff]/.test(said) || said.includes("{{");
    });
    expect(untold).toEqual([]);
  });

  it("keeps the bounds and the names", () => {
    const t = i18next.getFixedT("zh", "develop");
    expect(faultReason(t, "not a whole number from 0 to 4294967295")).toBe(
      "应为 0 至 4294967295 之间的整数",
    );
    expect(faultReason(t, "not a variant of Axis: not one of free, locked")).toBe(
      "应为以下之一：free, locked",
    );
    expect(faultReason(t, "something new")).toBe("something new");
  });
});
