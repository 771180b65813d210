import type { CallTree, FiscalClient, Shapes } from "@fiscalchain/client";
import type { SubmitCall } from "./types";
import { versionOf } from "./version";

/** The connection to the chain with its metadata. */
export type Api = FiscalClient["api"];

/** The part of a registry that calls are encoded and read by. */
type Registry = Pick<Api["registry"], "lookup" | "metadata">;

/** An argument as it was encoded, read back from the encoding. */
export interface DecodedArgument {
  name: string;
  /** Name of its type in the metadata. */
  type: string;
  value: unknown;
}

/** A call as it was encoded; an argument may be a call itself. */
export interface DecodedCall {
  pallet: string;
  call: string;
  args: DecodedArgument[];
}

/** A call that is encoded and can be signed. */
export interface PreparedCall extends DecodedCall {
  encoded: Uint8Array;
  /** SM3 of the encoded call, by which approvals name it. */
  digest: string;
}

/** A call that is shown to be signed for one version of the runtime. */
export interface ConfirmedCall extends PreparedCall {
  /** The version by whose metadata it was encoded and read back. */
  specVersion: number;
}

/** A call that the chain's metadata does not know, or with arguments it does not take. */
export class CallFault extends Error {
  /** The argument at fault, or the call; empty if it is not known. */
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = "CallFault";
    this.field = field;
  }
}

/** `register_batch` and `BftValidators` as `registerBatch` and `bftValidators`. */
export function camel(name: string): string {
  const joined = name.replaceAll(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** Whether an argument is a call. */
export function isCall(value: unknown): value is DecodedCall {
  if (typeof value !== "object" || value === null) return false;
  const { pallet, call, args } = value as Partial<DecodedCall>;
  return typeof pallet === "string" && typeof call === "string" && Array.isArray(args);
}

function isTree(value: unknown): value is CallTree {
  if (typeof value !== "object" || value === null) return false;
  const { pallet, call, args } = value as Partial<CallTree>;
  return typeof pallet === "string" && typeof call === "string" && typeof args === "object";
}

type Lookup = ConstructorParameters<typeof Shapes>[0];

/** The layouts of a registry's types. */
export async function shapesOf(registry: Pick<Registry, "lookup">): Promise<Shapes> {
  const client = await import("@fiscalchain/client");
  return new client.Shapes(registry.lookup as Lookup);
}

/** The metadata of a call, by the names of pallet and call in either spelling. */
function findCall({ lookup, metadata }: Registry, pallet: string, call: string) {
  const owner = metadata.pallets.find((each) => camel(each.name.toString()) === camel(pallet));
  if (!owner || owner.calls.isNone) return null;
  const calls = lookup.getSiType(owner.calls.unwrap().type).def.asVariant.variants;
  const found = calls.find((each) => camel(each.name.toString()) === camel(call));
  return found ? { index: owner.index.toNumber(), call: found } : null;
}

/** A call with the names of its arguments' types; so are the calls among its arguments. */
function typed(registry: Registry, tree: CallTree): DecodedCall {
  const fields = findCall(registry, tree.pallet, tree.call)?.call.fields;
  return {
    pallet: tree.pallet,
    call: tree.call,
    args: Object.entries(tree.args).map(([name, value], at) => ({
      name,
      type: fields?.[at]?.typeName.unwrapOr("").toString() ?? "",
      value: isTree(value) ? typed(registry, value) : value,
    })),
  };
}

/** Reads an encoded call. */
export async function decodeCall(registry: Registry, bytes: Uint8Array): Promise<DecodedCall> {
  const { decodeValue } = await import("@fiscalchain/client");
  const type = registry.metadata.outerEnums.callType.toNumber();
  return typed(registry, decodeValue(await shapesOf(registry), type, bytes) as CallTree);
}

async function encode(registry: Registry, call: SubmitCall): Promise<Uint8Array> {
  if (call.encoded) return call.encoded;
  const { encodeFields } = await import("@fiscalchain/client");
  const found = findCall(registry, call.pallet, call.call);
  if (!found) {
    const field = `${call.pallet}.${call.call}`;
    throw new CallFault(field, `${field}: the runtime has no such call`);
  }
  const fields = [...found.call.fields].map((field) => ({
    name: field.name.isSome ? field.name.unwrap().toString() : undefined,
    type: field.type.toNumber(),
  }));
  let args: Record<string, unknown>;
  if (Array.isArray(call.args)) {
    const values: unknown[] = call.args;
    if (values.length !== fields.length) {
      throw new CallFault("args", `args: not ${fields.length} but ${values.length}`);
    }
    args = Object.fromEntries(fields.map(({ name }, at) => [camel(name ?? ""), values[at]]));
  } else {
    args = call.args;
  }
  const encoded = encodeFields(await shapesOf(registry), fields, args, "");
  return Uint8Array.of(found.index, found.call.index.toNumber(), ...encoded);
}

/**
 * Encodes a call and reads it back: what is shown is what will be signed.
 *
 * @throws CallFault, or InputFault of the client, which names the argument
 */
export async function prepare(registry: Registry, call: SubmitCall): Promise<PreparedCall> {
  const { sm3Hex } = await import("@fiscalchain/client/crypto");
  const encoded = await encode(registry, call);
  return { ...(await decodeCall(registry, encoded)), encoded, digest: sm3Hex(encoded) };
}

/** The same by the metadata of one version of the runtime, of which it is told. */
export async function prepareFor(api: Api, call: SubmitCall): Promise<ConfirmedCall> {
  const specVersion = versionOf(api);
  const prepared = await prepare(api.registry, call);
  // An upgrade in between leaves bytes of the old version behind words of the new one.
  return versionOf(api) === specVersion ? { ...prepared, specVersion } : prepareFor(api, call);
}
