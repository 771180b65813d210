import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Metadata, TypeRegistry } from "@polkadot/types";
import { Shapes } from "../src/codec/index.js";
import { toHex } from "../src/crypto/index.js";
import { extrinsicOptions } from "../src/chain/extrinsic.js";

/** The metadata of the runtime as of when the file was written, see `runtime.test.ts`. */
export function metadataBytes(): Uint8Array {
  return gunzipSync(readFileSync(new URL("./data/metadata.scale.gz", import.meta.url)));
}

/** A registry that knows a runtime as the API's own does. */
export function registryOf(metadata: Uint8Array): TypeRegistry {
  const registry = new TypeRegistry();
  const { hasher, signedExtensions, types } = extrinsicOptions;
  registry.setKnownTypes({ types });
  registry.register(types);
  registry.setHasher(hasher);
  registry.setMetadata(new Metadata(registry, toHex(metadata)), undefined, signedExtensions);
  return registry;
}

/** The layouts of that runtime's types. */
export function shapesOf(registry: TypeRegistry): Shapes {
  return new Shapes(registry.lookup);
}
