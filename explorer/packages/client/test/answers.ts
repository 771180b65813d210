import type { TypeRegistry } from "@polkadot/types";
import { concat, decodeAddress } from "../src/crypto/index.js";
import { decodeValue, encodeValue } from "../src/codec/index.js";
import type { Shapes } from "../src/codec/index.js";
import { registryOf, shapesOf } from "./runtime.js";

type Json = Record<string, unknown>;
type Params = unknown[];

/** How a method of the node is answered: a function of the runtime API, its arguments, its answer. */
interface Answer {
  api: string;
  given: (params: Params) => unknown[];
  made?: (answer: unknown, params: Params, ask: Ask) => unknown;
}

type Ask = (api: string, ...given: unknown[]) => unknown;

const key = ([code, number]: Params) => `${String(code)}-${String(number)}`;
const number = (text: unknown) => Number(text);

/** Some of the node's methods, as `rpc/` answers them from the runtime. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  approval_get: {
    api: "ApprovalsApi_approval",
    given: ([id]) => [id],
    made: (answer) => {
      const { record, ...rest } = flattened(answer, "case");
      return { ...rest, record: (record as Json[]).map((line) => flattened(line, "recorded")) };
    },
  },
  bill_get: {
    api: "BillsApi_bill",
    given: (params) => [key(params)],
    made: (bill, params) => ({ key: key(params), bill }),
  },
  lock_get: { api: "LocksApi_lock", given: (params) => [key(params)] },
  participant_get: {
    api: "ParticipantsApi_participant",
    given: ([name]) => [name],
    made: (participant, [name], ask) => {
      const standing = ask("ParticipantsApi_standing", name) as Json;
      return { id: number(name), ...(participant as Json), ...standing };
    },
  },
  policy_check: { api: "PoliciesApi_check_policy", given: ([subject]) => [subject] },
  policy_get: {
    api: "PoliciesApi_policy",
    given: ([id, version]) => [id, version],
    made: (answer) => flattened(answer, "head"),
  },
  vc_check: {
    api: "AuthorizationsApi_authorization_check",
    given: ([user, code, no, scope, scene, digest, at]) => {
      return [digest, number(user), key([code, no]), scope, scene, at];
    },
  },
  vc_get: {
    api: "AuthorizationsApi_authorization",
    given: ([digest]) => [digest],
    made: (answer) => flattened(answer, "authorization"),
  },
};

/** JSON has the fields of one field in its place. */
function flattened(answer: unknown, field: string): Json {
  const { [field]: inner, ...rest } = answer as Json;
  return { ...rest, ...(inner as Json) };
}

/** The names of the methods that are answered. */
export const ANSWERED = Object.keys(ANSWERS);

/** Answers methods of the node from the functions of a runtime. */
export class RuntimeAnswers {
  readonly #call: (name: string, input: Uint8Array) => Uint8Array;
  readonly #registry: TypeRegistry;
  readonly #shapes: Shapes;

  /** By the metadata of a runtime, and what calls it. */
  constructor(metadata: Uint8Array, call: (name: string, input: Uint8Array) => Uint8Array) {
    this.#registry = registryOf(metadata);
    this.#shapes = shapesOf(this.#registry);
    this.#call = call;
  }

  /** The answer to a method; undefined for one that is not answered here. */
  answer(method: string, params: Params): unknown {
    const found = ANSWERS[method];
    if (!found) {
      return undefined;
    }
    const given = method === "participant_get" ? [this.#idOf(params[0])] : params;
    if (given[0] === null) {
      return null;
    }
    const answer = this.#ask(found.api, ...found.given(given));
    return answer === null || !found.made
      ? answer
      : found.made(answer, given, (api, ...rest) => this.#ask(api, ...rest));
  }

  #idOf(name: unknown): unknown {
    if (/^\d+$/.test(String(name))) {
      return Number(name);
    }
    const account = decodeAddress(String(name));
    const found = this.#ask("ParticipantsApi_participant_by_account", account);
    return found && (found as [number, Json])[0];
  }

  #ask(name: string, ...given: unknown[]): unknown {
    const [section = "", ...method] = name.split("_");
    const api = this.#registry.metadata.apis.find((one) => one.name.toString() === section);
    const found = api?.methods.find((one) => one.name.toString() === method.join("_"));
    if (!found) {
      throw new Error(`the runtime has no ${name}`);
    }
    const inputs = found.inputs.map(({ type }, at) =>
      encodeValue(this.#shapes, type.toNumber(), given[at], `${at}`),
    );
    const output = this.#call(name, concat(...inputs));
    return decodeValue(this.#shapes, found.output.toNumber(), output);
  }
}
