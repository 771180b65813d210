import { describe, expect, it } from "vitest";
import { call } from "../src/calls/index.js";
import type { CallName } from "../src/calls/index.js";
import { Runtime } from "../src/chain/runtime.js";
import { without } from "./objects.js";
import { metadataBytes, registryOf } from "./runtime.js";
import { SAMPLES } from "./samples.js";

const registry = registryOf(metadataBytes());
const runtime = new Runtime(registry);
const NAMES = Object.keys(SAMPLES) as CallName[];

/** Made by validators alone, or by nobody. */
const OTHERS =
  /^(BftValidators|Council|System|Timestamp)\.|^(Outbox\.report|Observations\.testify|CrossRegion\.receive)$/;

describe("the table of calls", () => {
  it.each(NAMES)("has %s as the runtime has it", (name) => {
    const made = call(name, SAMPLES[name]);
    const bytes = runtime.encodeCall(made);
    const read = runtime.decodeCall(bytes);
    expect(`${read.pallet}.${read.call}`).toBe(name);
    expect(runtime.encodeCall(read)).toEqual(bytes);
    const polkadot = registry.createType("Call", bytes);
    expect(polkadot.toU8a()).toEqual(bytes);
    for (const field of Object.keys(made.args)) {
      const rest = without(made.args, field);
      const optional = isOptional(name, field);
      if (optional) {
        expect(() => runtime.encodeCall({ ...made, args: rest }), field).not.toThrow();
      } else {
        expect(() => runtime.encodeCall({ ...made, args: rest }), field).toThrow();
      }
    }
    const more = { ...made.args, nonsense: 1 };
    expect(() => runtime.encodeCall({ ...made, args: more })).toThrow(/nonsense/);
  });

  it("leaves out nothing that a participant may send", () => {
    const all = registry.metadata.pallets.flatMap(({ calls, name }) => {
      const type = calls.unwrapOr(undefined)?.type;
      const variants = type ? registry.lookup.getSiType(type).def.asVariant.variants : [];
      return variants.map((variant) => `${name.toString()}.${variant.name.toString()}`);
    });
    const missing = all.filter((name) => !OTHERS.test(name) && !(name in SAMPLES));
    expect(missing).toEqual([]);
  });
});

function isOptional(name: string, field: string): boolean {
  const [pallet, own] = name.split(".");
  const found = registry.metadata.pallets.find((one) => one.name.toString() === pallet);
  const { variants } = registry.lookup.getSiType(found?.calls.unwrap().type ?? 0).def.asVariant;
  const fields = variants.find((variant) => variant.name.toString() === own)?.fields;
  const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const type = fields?.find((one) => one.name.unwrapOr("").toString() === snake)?.type;
  return type !== undefined && registry.lookup.getSiType(type).path[0]?.toString() === "Option";
}
