import { base64urlnopad } from "@scure/base";
import { describe, expect, it } from "vitest";
import { issueCredential, statusPayload } from "../src/credential.js";
import type { Grant, Issuer } from "../src/credential.js";
import { devKey, didOf, sm2Verify, sm3Hex, toHex, utf8 } from "../src/crypto/index.js";
import { SCOPES } from "../src/codec/index.js";
import { InputFault } from "../src/faults.js";
import { without } from "./objects.js";
import { vector } from "./repository.js";

const AT = 1_795_190_400_000;
const DAY = 86_400_000;
const CHAIN = `0x${"09".repeat(32)}` as const;
const holder = devKey("bench-holder");
const delegate = devKey("bench-delegate");

const vectors = (name: string) =>
  vector(`pallets/vc-authorization/vectors/${name}.txt`).split("\n");

function bill(number: number): string {
  return `31060126-${String(number).padStart(10, "0")}`;
}

function grant(bills: number, change: Partial<Grant> = {}): Grant {
  return {
    kind: "person",
    grantee: didOf(devKey("bench-grantee").publicKey),
    scene: 1,
    scopes: SCOPES,
    // Handed in from the last to the first: a credential names them in order.
    subject: {
      bills: Array.from({ length: Math.max(1, bills) }, (_, at) => bill(at + 1)).reverse(),
    },
    uses: 0xffffffff,
    validFrom: AT,
    validUntil: AT + 30 * DAY,
    template: "1:1",
    ...change,
  };
}

function issuer(number: number, key = holder): Issuer {
  const id = new Uint8Array(16).fill(number);
  return { chain: CHAIN, did: didOf(key.publicKey), keyVersion: 1, id };
}

describe("a credential", () => {
  it("is bit for bit that of the chain's vectors", async () => {
    const lines = vectors("grants");
    expect(lines).toHaveLength(5);
    for (const [at, line] of lines.entries()) {
      const issued = await issueCredential(grant(at * 16), issuer(100 + at), holder);
      expect(issued.credential).toBe(line);
      expect(issued.digest).toBe(sm3Hex(utf8(line)));
    }
  });

  it("of a delegate is bit for bit that of the chain's vectors", async () => {
    const onBehalf = { holder: didOf(holder.publicKey), consent: `0x${"07".repeat(32)}` } as const;
    for (const [at, line] of vectors("delegated").entries()) {
      const made = grant(at * 16, { onBehalf });
      const { credential } = await issueCredential(made, issuer(50 + at, delegate), delegate);
      expect(credential).toBe(line);
    }
  });

  it("writes milliseconds where there are any, and all bills, and names in their order", async () => {
    const names = ["bench-holder", "bench-grantee", "bench-platform"].map((name) => {
      return didOf(devKey(name).publicKey);
    });
    const confirmation = grant(1, {
      kind: "confirmation",
      scopes: ["list"],
      subject: { names },
      validFrom: AT + 5,
    });
    const { credential } = await issueCredential(confirmation, issuer(1), holder);
    const claims = claimsOf(credential);
    expect(claims.validFrom).toBe("2026-11-20T16:00:00.005Z");
    expect(claims.type).toEqual(["VerifiableCredential", "InstitutionConfirmation"]);
    expect(new Set(claims.credentialSubject.names)).toEqual(new Set(names));
    const all = await issueCredential(
      grant(1, { subject: { bills: "allInScene" }, scopes: ["use", "list"] }),
      issuer(1),
      holder,
    );
    expect(claimsOf(all.credential).credentialSubject).toMatchObject({
      bills: "allInScene",
      scope: ["list", "use"],
    });
  });

  it("has an id of its own, and the issuer's signature", async () => {
    const own = without(issuer(1), "id");
    const [one, two] = [
      await issueCredential(grant(1), own, holder),
      await issueCredential(grant(1), own, holder),
    ];
    expect(one.digest).not.toBe(two.digest);
    const [header = "", payload = "", signature = ""] = one.credential.split(".");
    const signed = utf8(`${header}.${payload}`);
    expect(sm2Verify(holder.publicKey, signed, base64urlnopad.decode(signature))).toBe(true);
  });

  it.each<[string, Partial<Grant>]>([
    ["credentialSubject.uses", { uses: 0 }],
    ["credentialSubject.scope", { scopes: [] }],
    ["credentialSubject.scope", { scopes: ["use", "use"] }],
    ["credentialSubject.scope", { kind: "confirmation", subject: { names: ["did:cpl:x"] } }],
    ["credentialSubject.id", { grantee: "did:web:example.org" }],
    ["credentialSubject.bills", { subject: { bills: [] } }],
    ["credentialSubject.bills", { subject: { bills: [bill(1), bill(1)] } }],
    ["credentialSubject.bills", { subject: { names: [] } }],
    ["credentialSubject.bills", grant(65)],
    ["credentialSubject.names", { kind: "confirmation", scopes: ["list"] }],
    ["key", { subject: { bills: ["1-2"] } }],
    ["validUntil", { validUntil: AT - 1 }],
    ["validFrom", { validFrom: -1 }],
    ["validFrom", { validFrom: 1.5 }],
    ["credentialSchema", { template: "1" }],
    ["credentialSubject.holder", { onBehalf: { holder: didOf(holder.publicKey), consent: CHAIN } }],
    ["evidence", { onBehalf: { holder: didOf(delegate.publicKey), consent: "0x12" } }],
  ])("is not made with a wrong %s", async (field, change) => {
    const made = issueCredential(grant(1, change), issuer(1), holder);
    const fault = await made.catch((one: unknown) => one);
    expect(fault).toBeInstanceOf(InputFault);
    expect((fault as InputFault).field).toBe(field);
  });
});

describe("a holder's proof", () => {
  it("is bit for bit that of the chain's vectors", () => {
    const digest = sm3Hex(utf8(vectors("grants").at(-1) ?? ""));
    const payload = statusPayload(CHAIN, digest, 0, "revoked");
    expect(toHex(holder.sign(payload))).toBe(vectors("proof")[0]);
  });

  it("has the payload the chain documents", () => {
    const [one, two] = [`0x${"01".repeat(32)}`, `0x${"02".repeat(32)}`] as const;
    const expected = `${toHex(utf8("fiscalchain/vc-status"))}${"01".repeat(32)}${"02".repeat(32)}0300000002`;
    expect(toHex(statusPayload(one, two, 3, "revoked"))).toBe(expected);
    expect(() => statusPayload(one, two, -1, "active")).toThrow(InputFault);
  });
});

interface Claims {
  type: string[];
  validFrom: string;
  credentialSubject: Record<string, unknown> & { names: string[] };
}

function claimsOf(credential: string): Claims {
  const payload = base64urlnopad.decode(credential.split(".")[1] ?? "");
  return JSON.parse(new TextDecoder().decode(payload)) as Claims;
}
