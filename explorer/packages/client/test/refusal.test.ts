import { describe, expect, it } from "vitest";
import { answerFault, refusalOf } from "../src/chain/refusal.js";
import { ConnectionFault, describeFailure, RefusedFault, RpcFault } from "../src/faults.js";

const URL = "ws://node";

/** What `@polkadot/rpc-provider` throws. */
function error(code: number, message: string, data?: string): Error {
  const text = `${code}: ${message}${data === undefined ? "" : `: ${data}`}`;
  return Object.assign(new Error(text), { code, data });
}

function pool(code: number, message: string, data?: string): RefusedFault {
  const fault = refusalOf(URL, error(code, message, data));
  expect(fault).toBeInstanceOf(RefusedFault);
  return fault as RefusedFault;
}

describe("a refusal of the pool", () => {
  it("with a code of the runtime becomes a sentence", () => {
    const names = [1, 2, 3, 4, 5, 6, 7, 9].map(
      (code) => pool(1010, "Invalid Transaction", `Custom error: ${code}`).refusal,
    );
    expect(names).toEqual([
      "unknownAccount",
      "notActive",
      "roleForbidden",
      "quotaExhausted",
      "exceedsBurst",
      "unknownValidator",
      "maxEquivocationsExceeded",
      "custom",
    ]);
    expect(pool(1010, "Invalid Transaction", "Custom error: 2").message).toBe(
      "refused before it reached a block: the participant of the signing account is not active",
    );
  });

  it("of another kind keeps what the node said", () => {
    const invalid = "Invalid Transaction";
    expect(pool(1010, invalid, "Transaction is outdated").refusal).toBe("stale");
    expect(pool(1010, invalid, "Transaction has a bad signature").refusal).toBe("badProof");
    expect(pool(1010, invalid, "Transaction call is not expected").refusal).toBe("notExpected");
    expect(pool(1013, "Transaction Already Imported", "0x01").refusal).toBe("alreadyImported");
    expect(pool(1012, "Transaction is temporarily banned").refusal).toBe("temporarilyBanned");
    expect(pool(1014, "Priority is too low: (1 vs 1)", "").refusal).toBe("tooLowPriority");
    expect(pool(1016, "Immediately Dropped").refusal).toBe("poolFull");
    const other = pool(1010, invalid, "Custom error: 300");
    expect(other.refusal).toBe("other");
    expect(other.message).toMatch(/Invalid Transaction: Custom error: 300 \(1010\)$/);
    expect(pool(1002, "Verification Error: x").message).toMatch(/Verification Error: x \(1002\)$/);
  });

  it("is no refusal where nobody answered", () => {
    const fault = refusalOf(URL, new Error("WebSocket is not connected"));
    expect(fault).toBeInstanceOf(ConnectionFault);
    expect(fault.message).toBe(
      "no connection to the node at ws://node: WebSocket is not connected",
    );
  });
});

describe("an answer with an error", () => {
  it("about a parameter is a fault of the input", () => {
    const fault = answerFault(URL, "bill_get", error(20_001, "code: not 8 digits"));
    expect(fault).toBeInstanceOf(RpcFault);
    expect(fault).toMatchObject({ kind: "input", message: "bill_get: code: not 8 digits (20001)" });
    expect(answerFault(URL, "bill_get", error(20_003, "late")).kind).toBe("rpc");
  });
});

describe("a failure in a block", () => {
  it("is named with what the pallet says of it", () => {
    const failure = { pallet: "Bills", error: "NotFound", explanation: "there is no such bill" };
    expect(describeFailure(failure)).toBe("Bills.NotFound: there is no such bill");
    expect(describeFailure({ ...failure, explanation: "" })).toBe("Bills.NotFound");
    expect(describeFailure({ pallet: null, error: "BadOrigin", explanation: "" })).toBe(
      "BadOrigin",
    );
  });
});
