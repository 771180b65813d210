import "./realm";
import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { encodeCall } from "../../src/parts/develop/CallBuilder";
import { CallInput, settledArgs, type CallValue } from "../../src/parts/develop/runtime/CallInput";
import { toHex } from "../../src/parts/develop/runtime/encode";
import { ValueInputs } from "../../src/parts/develop/runtime/ValueInput";
import { initialValue, lower, widgetOf } from "../../src/parts/develop/runtime/widgets";
import { decodeCall, prepare } from "../../src/lib/signing/prepare";
import { show } from "../render";
import { codec, runtimeModel, runtimeRegistry } from "./vectors";

const registry = runtimeRegistry();
const model = runtimeModel(registry);
const DIGEST = `0x${"05".repeat(32)}`;

const ACQUIRE: CallValue = {
  pallet: "BillLocks",
  call: "acquire",
  args: {
    key: "31060126-0000000001",
    scene: "3",
    region: "31",
    flow: "F-1",
    claimed: "41700",
    authorization: DIGEST,
  },
};

function change(args: Record<string, unknown>): CallValue {
  return { ...ACQUIRE, args: { ...ACQUIRE.args, ...args } };
}

describe("a call put together from the metadata", () => {
  it("has the very encoding that polkadot.js gives it", () => {
    const { bytes, fault } = encodeCall(codec, model, ACQUIRE);
    expect(fault).toBeNull();
    const call = registry.createType("Call", bytes);
    expect(call.toHex()).toBe(toHex(bytes ?? new Uint8Array()));
    expect(call.args.map((each) => each.toJSON())).toEqual([
      { code: "0x31060126", number: "0x0000000001" },
      3,
      31,
      "0x462d31",
      41_700,
      DIGEST,
    ]);
  });

  it("is read back with the types of its arguments", async () => {
    const { bytes } = encodeCall(codec, model, ACQUIRE);
    const decoded = await decodeCall(registry as never, bytes ?? new Uint8Array());
    expect(decoded).toMatchObject({ pallet: "BillLocks", call: "acquire" });
    expect(decoded.args).toContainEqual({ name: "claimed", type: "Fen", value: 41_700 });
    expect(decoded.args).toContainEqual({
      name: "key",
      type: "BillKey",
      value: "31060126-0000000001",
    });
  });

  it("holds the bounds of every argument, and names the one at fault", () => {
    for (const [args, field] of [
      [{ scene: "4294967296" }, "scene"],
      [{ scene: "-1" }, "scene"],
      [{ scene: "" }, "scene"],
      [{ scene: "1.5" }, "scene"],
      [{ region: "256" }, "region"],
      [{ claimed: "1000000000000001" }, "claimed"],
      [{ key: "31060126-1" }, "key"],
      [{ flow: "" }, "flow"],
      [{ authorization: "0x05" }, "authorization"],
    ] as const) {
      const { bytes, fault } = encodeCall(codec, model, change(args));
      expect(bytes, JSON.stringify(args)).toBeNull();
      expect(fault?.field, JSON.stringify(args)).toBe(field);
    }
    expect(encodeCall(codec, model, change({ scene: "4294967295" })).fault).toBeNull();
    expect(encodeCall(codec, model, change({ authorization: null })).fault).toBeNull();
  });

  it("may hold a call itself, with faults named from the outside in", () => {
    const outer = (call: unknown): CallValue => ({
      pallet: "Approvals",
      call: "propose",
      args: { call, flow: null, reason: "月度调整" },
    });
    expect(encodeCall(codec, model, outer(ACQUIRE)).fault).toBeNull();
    const broken = encodeCall(codec, model, outer(change({ region: "900" })));
    expect(broken.fault?.field).toBe("call/args/region");
  });

  it("reads conditions of policies as JSON", () => {
    const value: CallValue = {
      pallet: "Policies",
      call: "define_primitive",
      args: { name: "大额", condition: "{not json" },
    };
    expect(encodeCall(codec, model, value).fault?.field).toContain("condition");
    expect(
      settledArgs(model, { ...value, args: { ...value.args, condition: '{"a":[1]}' } }),
    ).toEqual({ name: "大额", condition: { a: [1] } });
  });
});

describe("every call of the runtime", () => {
  const all = model.pallets.flatMap((pallet) => pallet.calls.map((call) => ({ pallet, call })));

  it("can be asked for: each argument has an input, and something to begin with", () => {
    expect(all.length).toBeGreaterThan(150);
    for (const { call } of all) {
      for (const field of call.fields) {
        expect(widgetOf(model.shapes, field.type).kind).toBeTypeOf("string");
        expect(JSON.stringify(initialValue(model.shapes, field.type))?.length).toBeLessThan(20_000);
      }
    }
  });

  it("has its own plain words in both languages, with the values of its own arguments", async () => {
    for (const language of ["en", "zh"]) {
      const file = (await import(`../../src/i18n/${language}/calls.json`)) as {
        default: {
          words: Record<string, Record<string, string>>;
          variants: Record<string, Record<string, Record<string, string>>>;
        };
      };
      const { words, variants } = file.default;
      for (const { pallet, call } of all) {
        const names = call.fields.map(({ name }) => lower(name));
        const texts = [
          words[pallet.name]?.[call.name],
          ...Object.values(variants[pallet.name]?.[call.name] ?? {}),
        ];
        for (const text of texts) {
          expect(text, `${language} ${pallet.name}.${call.name}`).toBeTruthy();
          const used = [...(text ?? "").matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
          expect(names, `${pallet.name}.${call.name}: ${text}`).toEqual(
            expect.arrayContaining(used),
          );
        }
      }
      const known = new Set(all.map(({ pallet, call }) => `${pallet.name}.${call.name}`));
      const written = Object.entries(words).flatMap(([pallet, calls]) =>
        Object.keys(calls).map((call) => `${pallet}.${call}`),
      );
      expect(written.filter((name) => !known.has(name))).toEqual([]);
    }
  });
});

describe("a call from a page", () => {
  it("takes arguments by name or by place, in either spelling", async () => {
    const summary = "同意";
    const byName = await prepare(registry as never, {
      pallet: "approvals",
      call: "approve",
      args: { id: 7, subject: DIGEST, comment: null },
      summary,
    });
    const byPlace = await prepare(registry as never, {
      pallet: "Approvals",
      call: "approve",
      args: [7, DIGEST, null],
      summary,
    });
    expect(byPlace.encoded).toEqual(byName.encoded);
    expect(byName.digest).toMatch(/^0x[0-9a-f]{64}$/);
    expect(byName.args[0]).toEqual({ name: "id", type: "ApprovalId", value: 7 });
  });

  it("is refused by the name of what is wrong", async () => {
    const call = { pallet: "Approvals", call: "approve", summary: "" };
    await expect(
      prepare(registry as never, { ...call, args: { id: -1, subject: DIGEST, comment: null } }),
    ).rejects.toThrow(/^id: /);
    await expect(prepare(registry as never, { ...call, args: [7] })).rejects.toThrow(/^args: /);
    await expect(
      prepare(registry as never, { ...call, call: "approveAll", args: [] }),
    ).rejects.toThrow(/Approvals\.approveAll/);
  });
});

function Form({ begin, seen }: { begin: CallValue; seen: (value: CallValue) => void }) {
  const [value, setValue] = useState(begin);
  seen(value);
  const { fault } = encodeCall(codec, model, value);
  return (
    <ValueInputs model={model} fault={fault}>
      <CallInput value={value} onChange={setValue} place="" />
    </ValueInputs>
  );
}

describe("the inputs of a call", () => {
  it("follow the metadata: pallet, call, arguments with their bounds", async () => {
    const user = userEvent.setup();
    let last: CallValue = { pallet: "", call: "", args: {} };
    const { container } = await show(
      <main>
        <Form begin={last} seen={(value) => (last = value)} />
      </main>,
    );
    await user.click(await screen.findByRole("combobox", { name: "Pallet" }));
    await user.click(await screen.findByRole("option", { name: /^BillLocks/ }));
    await user.click(screen.getByRole("combobox", { name: "Call" }));
    await user.click(await screen.findByRole("option", { name: "settle" }));
    await user.type(screen.getByLabelText("key"), "31060126-0000000001");
    const region = screen.getByLabelText("region");
    await user.type(region, "300");
    expect(await screen.findByText("0 to 255", { exact: true })).toBeVisible();
    await user.clear(region);
    await user.type(region, "31");
    await user.type(screen.getByLabelText("flow"), "F-1");
    await user.type(screen.getByLabelText("amount"), "500");
    await user.click(screen.getByLabelText("close"));
    expect(last).toEqual({
      pallet: "BillLocks",
      call: "settle",
      args: {
        key: "31060126-0000000001",
        region: "31",
        flow: "F-1",
        amount: "500",
        close: true,
      },
    });
    expect(encodeCall(codec, model, last).fault).toBeNull();
    const { violations } = await axe.run(container, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });

  it("add and remove what is in lists, and give optional values", async () => {
    const user = userEvent.setup();
    let last: CallValue = {
      pallet: "Approvals",
      call: "create_flow",
      args: { name: "流程", steps: [], lifetime: "" },
    };
    await show(<Form begin={last} seen={(value) => (last = value)} />);
    const steps = await screen.findByRole("group", { name: "steps" });
    await user.click(within(steps).getAllByRole("button", { name: "Add" })[0] as HTMLElement);
    expect(last.args.steps).toHaveLength(1);
    await user.click(within(steps).getByRole("button", { name: "Remove steps 1" }));
    expect(last.args.steps).toEqual([]);
  });
});
