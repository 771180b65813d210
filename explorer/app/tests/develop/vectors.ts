import "./realm";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Metadata, TypeRegistry } from "@polkadot/types";
import { decodeValue, encodeFields, encodeValue, Shapes } from "@fiscalchain/client";
import { readModel, type RuntimeModel } from "../../src/parts/develop/runtime/model";

const ROOT = join(import.meta.dirname, "../../../..");

/** A file of the repository: the vectors are the very ones of the chain's own tests. */
export function repositoryFile(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** A registry that knows the runtime whose metadata the client is tested with. */
export function runtimeRegistry(): TypeRegistry {
  const file = join(ROOT, "explorer/packages/client/test/data/metadata.scale.gz");
  const bytes = gunzipSync(readFileSync(file));
  const registry = new TypeRegistry();
  registry.setMetadata(new Metadata(registry, `0x${bytes.toString("hex")}`));
  return registry;
}

/** What the pages make of that metadata. */
export function runtimeModel(registry: TypeRegistry): RuntimeModel {
  return readModel(registry, new Shapes(registry.lookup), {
    specName: "fiscalchain",
    specVersion: 1,
  });
}

/** The code that encodes and decodes. */
export const codec = { decodeValue, encodeFields, encodeValue };
