import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "../src/codec/index.js";
import { fromHex, sm3Hex, toHex } from "../src/crypto/index.js";
import { InputFault } from "../src/faults.js";
import { without } from "./objects.js";
import { vector } from "./repository.js";
import { metadataBytes, registryOf, shapesOf } from "./runtime.js";

const registry = registryOf(metadataBytes());
const shapes = shapesOf(registry);

function typeOf(path: string): number {
  const type = shapes.find(path);
  if (type === undefined) {
    throw new Error(`no type ${path}`);
  }
  return type;
}

function both(path: string, value: unknown): string {
  const bytes = encodeValue(shapes, typeOf(path), value, "value");
  expect(decodeValue(shapes, typeOf(path), bytes)).toEqual(value);
  return toHex(bytes);
}

function refusal(path: string, value: unknown): string {
  try {
    encodeValue(shapes, typeOf(path), value, "value");
  } catch (fault) {
    expect(fault).toBeInstanceOf(InputFault);
    return (fault as InputFault).message;
  }
  throw new Error(`${JSON.stringify(value)} is encoded`);
}

const ENTRY = {
  key: "31060126-0000000001",
  check: `0x${"03".repeat(16)}`,
  total: 41_700,
  issuedOn: "2026-01-31",
  payer: `0x${"09".repeat(32)}`,
  xml: `0x${"01".repeat(32)}`,
  pdf: null,
  summary: `0x${"05".repeat(32)}`,
  circulation: "circulable",
  fields: [{ name: "hospitalLevel", value: { text: "三级" } }],
};

describe("values of the domain", () => {
  it("are written as the chain lays them out", () => {
    expect(both("fiscal_primitives::codes::BillKey", "31060126-0000000001")).toBe(
      "0x310601260000000001",
    );
    expect(both("fiscal_primitives::date::Date", "2026-01-31")).toBe(
      toHex(Uint8Array.of(...new Uint8Array(new Uint32Array([20_260_131]).buffer))),
    );
    expect(both("fiscal_primitives::participant::roles::Roles", ["issuer", "administrator"])).toBe(
      "0x0201",
    );
    expect(both("fiscal_primitives::authorization::Scopes", ["summary", "use"])).toBe("0x12");
    expect(both("fiscal_primitives::lock::FlowNumber", "F-1")).toBe("0x0c462d31");
    expect(
      both("fiscal_primitives::did::Did", "did:cpl:SCLcPXQAH4mJqtbU5KgSjqoacDMDj9"),
    ).toHaveLength(46);
    expect(both("fiscal_primitives::authorization::record::Basis", "whiteList")).toBe("0x01");
    expect(both("fiscal_primitives::participant::ChildKind", { account: { scene: 4 } })).toBe(
      "0x010104000000",
    );
    expect(both("fiscal_primitives::authorization::terms::TemplateId", "3:1")).toBe(
      "0x0300000001000000",
    );
    expect(
      both("fiscal_primitives::transition::StateSet", {
        validity: ["normal"],
        medium: ["electronic", "paper"],
        usage: ["free", "partlyReimbursed"],
        circulation: [],
        kind: ["difference"],
      }),
    ).toBe("0x0103050004");
    expect(both("fiscal_primitives::region::Ending", { result: "released" })).toBe("0x01");
    both("fiscal_primitives::region::Ending", { result: "settled", amount: 7, close: true });
  });

  it("agree with what polkadot.js makes of the same layout", () => {
    const type = typeOf("fiscal_primitives::bill::BillEntry");
    const bytes = encodeValue(shapes, type, ENTRY, "");
    expect(decodeValue(shapes, type, bytes)).toEqual(ENTRY);
    const other = registry.createType(registry.createLookupType(type), bytes);
    expect(other.toU8a()).toEqual(bytes);
    expect(other.toJSON()).toMatchObject({
      key: { code: "0x31060126", number: "0x0000000001" },
      total: 41_700,
      issuedOn: 20_260_131,
      circulation: "Circulable",
      fields: [{ name: "0x686f73706974616c4c6576656c", value: { text: "0xe4b889e7baa7" } }],
    });
  });

  it("that may be left out are, and no others", () => {
    const path = "fiscal_primitives::bill::BillEntry";
    const { pdf, fields, ...required } = ENTRY;
    const whole = toHex(encodeValue(shapes, typeOf(path), { ...ENTRY, fields: [], pdf }, ""));
    expect(toHex(encodeValue(shapes, typeOf(path), required, ""))).toBe(whole);
    expect(fields).toHaveLength(1);
    for (const name of Object.keys(required)) {
      expect(refusal(path, without(required, name))).toBe(`value/${name}: missing`);
    }
    expect(refusal(path, { ...ENTRY, totl: 1 })).toBe("value/totl: has no place here");
  });

  it("of another form are refused with their place", () => {
    const path = "fiscal_primitives::bill::BillEntry";
    for (const [change, message] of [
      [{ key: "31060126-1" }, "value/key: not written code-number"],
      [{ total: 1.5 }, "value/total: not a whole number of fen"],
      [{ total: -1 }, "value/total: not a whole number of fen"],
      [{ total: 1e16 }, "value/total: not a whole number of fen"],
      [{ total: "12" }, "value/total: not a whole number of fen"],
      [{ total: null }, "value/total: not a whole number of fen"],
      [{ issuedOn: "2026-02-30" }, "value/issuedOn: not a day"],
      [{ issuedOn: 20_260_131 }, "value/issuedOn: not text"],
      [{ xml: "0x01" }, "value/xml: not 32 bytes but 1"],
      [{ xml: "nothing" }, "value/xml: not 0x"],
      [{ circulation: "frozen" }, "value/circulation: not a variant of Circulation: not one of"],
      [{ fields: [{ name: "名", value: { flag: true } }] }, "value/fields/0/name: not visible"],
      [{ fields: [{ name: "a", value: { number: 2 ** 60 } }] }, "value/fields/0/value/number"],
      [{ fields: {} }, "value/fields: not a list"],
    ] as const) {
      expect(refusal(path, { ...ENTRY, ...change })).toContain(message);
    }
    expect(refusal(path, null)).toBe("value: not an object");
    expect(refusal("fiscal_primitives::text::Text", "a\nb")).toContain("control character");
    expect(refusal("fiscal_primitives::participant::roles::Roles", ["king"])).toContain("value/0");
  });

  it("are decoded whole or not at all", () => {
    const type = typeOf("fiscal_primitives::bill::BillEntry");
    const bytes = encodeValue(shapes, type, ENTRY, "");
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => decodeValue(shapes, type, bytes.subarray(0, length)), `${length}`).toThrow();
    }
    expect(() => decodeValue(shapes, type, Uint8Array.of(...bytes, 0))).toThrow("left over");
    const list = typeOf("fiscal_primitives::authorization::record::GrantedBills");
    expect(() => decodeValue(shapes, list, fromHex("feffffff"))).toThrow("longer than the bytes");
  });

  it("of 64 bits are exact: as decimal text where a number is not", () => {
    const type = typeOf("fiscal_primitives::authorization::record::LogItem");
    const item = {
      event: "statusChanged",
      at: 1_795_190_400_000,
      from: "active",
      to: "revoked",
      by: 3,
      reason: "因为",
    };
    const bytes = encodeValue(shapes, type, item, "");
    expect(decodeValue(shapes, type, bytes)).toEqual(item);
    const late = encodeValue(shapes, type, { ...item, at: "18446744073709551615" }, "");
    expect(decodeValue(shapes, type, late)).toEqual({ ...item, at: "18446744073709551615" });
    expect(encodeValue(shapes, type, { ...item, at: 18446744073709551615n }, "")).toEqual(late);
    expect(() => encodeValue(shapes, type, { ...item, at: "18446744073709551616" }, "")).toThrow(
      "at: not a whole number from 0 to 18446744073709551615",
    );
  });
});

describe("calls", () => {
  const type = () => typeOf("fiscal_runtime::RuntimeCall");

  it("are named, and nest in proposals", () => {
    const inner = { pallet: "System", call: "remark", args: { remark: "0x616263" } };
    const bytes = encodeValue(shapes, type(), inner, "");
    expect(toHex(bytes)).toBe("0x00000c616263");
    const proposal = {
      pallet: "Approvals",
      call: "propose",
      args: { call: inner, flow: null, reason: "quarterly" },
    };
    const whole = encodeValue(shapes, type(), proposal, "");
    expect(decodeValue(shapes, type(), whole)).toEqual(proposal);
    const given = { ...proposal, args: { ...proposal.args, call: toHex(bytes) } };
    expect(encodeValue(shapes, type(), given, "")).toEqual(whole);
    expect(registry.createType("Call", whole).toHuman()).toMatchObject({
      section: "approvals",
      method: "propose",
    });
  });

  it("the runtime does not have are refused by their names", () => {
    const call = (change: object) => ({ pallet: "System", call: "remark", args: {}, ...change });
    expect(refusal("fiscal_runtime::RuntimeCall", call({ pallet: "Balances" }))).toBe(
      "value/pallet: the runtime has no Balances",
    );
    expect(refusal("fiscal_runtime::RuntimeCall", call({ call: "transfer" }))).toBe(
      "value/call: the runtime has no transfer",
    );
    expect(refusal("fiscal_runtime::RuntimeCall", call({}))).toBe("value/args/remark: missing");
  });
});

describe("policies", () => {
  const POLICY = "fiscal_policy::policy::Policy";
  /** SM3 over the SCALE form, as `fiscal policy lint` prints it. */
  const DIGESTS = {
    "access-hours": "0xc8e311b1398e37223679ac8258dd0e46e5b256d398348874d4f3b8739034c2d9",
    "amount-limit": "0x457515d3c4daaadd895d724d07d77096355a07cb7c0ae529061ef02bda63c2ad",
    "bill-age-limit": "0x86a4b8281d520fd49dc82e0d34f647dd798fb75c67ade52cc6b9a63c405dcbf9",
    "bill-kind-exclusion": "0xb6fb2dbe2b5a3857a221edc7ccb98a26bcb74273b1fd0638e1a687970ab78a2c",
    "claim-tier-field": "0x23a2baf5213bee0d769ba5e9d3e494cadaa1479818eb16bbbebc830bfd6f32db",
    "daily-frequency": "0xa3e0b8220464186df902df4652814e24d936c70ab83972993c8142c5664efb69",
    "holiday-freeze": "0xad785d1ccc66051ff86e6cc187c380b3e6b2109446cec0ff6dbaba1323d15d64",
    "issuer-list": "0x857bdbda5c913b12de860b8fc1eda741bdc5c4490021f84bf2595b443506d0af",
    "read-with-masking": "0x5e22ba4eae0452a56dfa3586cc7ac951ea38ba48cd4fd48a5d56dd287654f296",
    "region-limit": "0x3d834ea12f0eca19aa7a49ca9a312da28c76a4021d57ffcc5c285f24e82c9dd6",
  };

  const policy = (condition: unknown) => ({
    name: "n",
    points: ["lock"],
    scenes: "all",
    actors: "all",
    priority: 1,
    effect: "deny",
    condition,
  });

  it("have the digests the chain gives them", () => {
    for (const [name, digest] of Object.entries(DIGESTS)) {
      const template = JSON.parse(vector(`primitives/policy/templates/${name}.json`)) as {
        policy: unknown;
      };
      const bytes = encodeValue(shapes, typeOf(POLICY), template.policy, "");
      expect(sm3Hex(bytes), name).toBe(digest);
      expect(decodeValue(shapes, typeOf(POLICY), bytes), name).toEqual(template.policy);
    }
  });

  it("with every attribute, operator and list keep their meaning and the chain's order", () => {
    const written = {
      name: "每一种比较 every test",
      points: ["register", "lock"],
      scenes: [7, 2, 31],
      actors: {
        participants: [9, 3],
        labels: ["甲", "a", "Z"],
        roles: ["issuer", "fiscalAuthority"],
      },
      priority: 65_535,
      effect: "permit",
      obligations: ["log", "notifyHolder"],
      condition: {
        any: [
          {
            all: [
              { timeOfDay: { between: ["08:30", "17:05"] } },
              { weekday: { in: [5, 1, 3] } },
              { date: { notIn: ["2026-02-01", "2026-01-31"] } },
              { role: { in: ["auditor", "issuer"] } },
              { region: { eq: 31 } },
              { kind: { ne: "red" } },
              { billCode: { matches: "310601\\d{2}" } },
              { not: { total: { gt: "10000.5" } } },
            ],
          },
          {
            all: [
              { claimed: { le: "0.01" } },
              { age: { lt: 30 } },
              { today: { ge: 2 } },
              { issuer: { exists: true } },
              { "field.hospitalLevel": { in: ["三级", "二级"] } },
              { "field.days": { between: [-3, 12] } },
              { "field.paid": { eq: true } },
              {
                any: [
                  { "field.cost": { ge: { amount: "12.30" } } },
                  { "field.day": { eq: { date: "2026-01-31" } } },
                  { use: { primitive: 3, version: 1 } },
                ],
              },
            ],
          },
        ],
      },
      valid: { from: "2027-01-01T00:00:00+08:00", until: "2027-06-30T23:59:59.500+08:00" },
    };
    const bytes = encodeValue(shapes, typeOf(POLICY), written, "");
    expect(sm3Hex(bytes)).toBe(
      "0x2847c87df59d1e30a16b24f00555f53b0f55a0cae1400595b6bf21dd8153436e",
    );
    const read = decodeValue(shapes, typeOf(POLICY), bytes);
    expect(read).toMatchObject({
      scenes: [2, 7, 31],
      actors: {
        participants: [3, 9],
        labels: ["Z", "a", "甲"],
        roles: ["fiscalAuthority", "issuer"],
      },
      obligations: ["notifyHolder", "log"],
      valid: written.valid,
    });
    expect(encodeValue(shapes, typeOf(POLICY), read, "")).toEqual(bytes);
  });

  it("of another form are refused with the place", () => {
    for (const [condition, message] of [
      [{ total: { gt: 10 } }, "value/condition/total/gt: not of type amount"],
      [{ total: { gt: "1.234" } }, "value/condition/total/gt: not yuan"],
      [{ totl: { gt: "1" } }, "value/condition/totl: not an attribute"],
      [{ total: { above: "1" } }, "value/condition/total/above: not an operator"],
      [{ all: [{ age: { lt: 1 } }] }, "value/condition/all: has 2 to 8 branches, not 1"],
      [{ timeOfDay: { lt: "24:00" } }, "value/condition/timeOfDay/lt: not a time"],
      [{ age: { between: [1] } }, "value/condition/age/between: not a list of two values"],
      [{ age: { lt: 1 }, today: { lt: 1 } }, "value/condition: not an object of one name"],
      [{ "field.x": { eq: { yuan: "1" } } }, "value/condition/field.x/eq/yuan: not a type"],
    ] as const) {
      expect(refusal(POLICY, policy(condition)), JSON.stringify(condition)).toContain(message);
    }
    let deep: object = { age: { lt: 1 } };
    for (let level = 0; level < 8; level += 1) {
      deep = { not: deep };
    }
    expect(refusal(POLICY, policy(deep))).toContain("more than 8 levels");
    expect(refusal(POLICY, { ...policy(undefined), colour: "red" })).toContain("value/colour");
    expect(refusal(POLICY, { ...policy(undefined), points: ["pay"] })).toContain("value/points/0");
    const valid = { from: "2027-01-01" };
    expect(refusal(POLICY, { ...policy(undefined), valid })).toContain("value/valid/from");
  });
});
