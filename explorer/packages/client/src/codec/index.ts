export { decodeValue, readFields, readValue } from "./decode.js";
export type { CallTree, EventTree } from "./decode.js";
export { encodeFields, encodeValue } from "./encode.js";
export { ROLES, SCOPES } from "./forms.js";
export { Shapes } from "./shape.js";
export type { FieldShape, Shape, VariantShape } from "./shape.js";
