import { fromHex, utf8 } from "../crypto/bytes.js";
import { decodeAddress, didBytes, encodeAddress } from "../crypto/address.js";
import { base58 } from "@scure/base";
import { InputFault } from "../faults.js";
import { conditionFromNodes, conditionToNodes, policyFromPlain, policyToPlain } from "./policy.js";

/**
 * How people write the values of a type, where that is not how its layout would be written: a bill
 * key as `31060126-0000000001`, a day as `2026-01-31`, a set of roles as a list of their names. The
 * same forms as in the answers of the node.
 */
export interface Form {
  /** From what people write to the plain form of the layout. */
  toPlain(value: unknown, place: string): unknown;
  /** From the plain form of the layout to what people write. */
  fromPlain(plain: unknown): unknown;
  /** What stands for a value that was left out, if it may be. */
  missing?: unknown;
}

const MAX_FEN = 1_000_000_000_000_000;

function textOf(value: unknown, place: string): string {
  if (typeof value !== "string") {
    throw new InputFault(place, "not text");
  }
  return value;
}

function matching(pattern: RegExp, what: string): (value: unknown, place: string) => string {
  return (value, place) => {
    const text = textOf(value, place);
    if (!pattern.test(text)) {
      throw new InputFault(place, what);
    }
    return text;
  };
}

function refusing<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new InputFault(place, reason);
  }
}

/** Text as its UTF-8 bytes. */
const text: Form = {
  toPlain(value, place) {
    const written = textOf(value, place);
    // eslint-disable-next-line no-control-regex -- these are what the chain refuses
    if (written === "" || /[\u0000-\u001f\u007f-\u009f]/.test(written)) {
      throw new InputFault(place, "empty, or with a control character");
    }
    return utf8(written);
  },
  fromPlain: (plain) => new TextDecoder().decode(fromHex(String(plain))),
};

/** Visible ASCII as its bytes. */
const ascii: Form = {
  toPlain: (value, place) =>
    utf8(matching(/^[!-~]+$/, "not visible ASCII characters")(value, place)),
  fromPlain: text.fromPlain,
};

function digits(count: number, what: string): Form {
  const read = matching(new RegExp(`^[0-9]{${count}}$`), `${what}: not ${count} ASCII digits`);
  return {
    toPlain: (value, place) => `0x${read(value, place)}`,
    fromPlain: (plain) => String(plain).slice(2),
  };
}

/** A set as the list of the names of its bits. */
function bits(names: readonly string[]): Form {
  return {
    toPlain(value, place) {
      if (!Array.isArray(value)) {
        throw new InputFault(place, "not a list");
      }
      return value.reduce((sum: number, item: unknown, at) => {
        const bit = names.indexOf(String(item));
        if (bit < 0) {
          throw new InputFault(`${place}/${at}`, `not one of ${names.join(", ")}`);
        }
        return sum | (1 << bit);
      }, 0);
    },
    fromPlain: (plain) => names.filter((_, bit) => (Number(plain) & (1 << bit)) !== 0),
  };
}

/** The roles of participants, in the order of their bits. */
export const ROLES = [
  "fiscalAuthority",
  "issuer",
  "billUser",
  "platform",
  "nodeOperator",
  "council",
  "auditor",
  "holder",
  "administrator",
] as const;

/** How far authorizations reach, in the order of their bits. */
export const SCOPES = ["list", "summary", "structured", "pdf", "use"] as const;

const AXES: Readonly<Record<string, readonly string[]>> = {
  validity: ["normal", "redFlushed", "voided"],
  medium: ["electronic", "paper"],
  usage: ["free", "locked", "partlyReimbursed", "reimbursed"],
  circulation: ["circulable", "blocked"],
  kind: ["ordinary", "red", "difference"],
};

const stateSet: Form = {
  toPlain(value, place) {
    const given = Object.entries(objectOf(value, place));
    const plain = given.map(([axis, values]) => {
      const names = AXES[axis];
      if (!names) {
        throw new InputFault(`${place}/${axis}`, "not an axis of a bill's state");
      }
      return [axis, bits(names).toPlain(values, `${place}/${axis}`)] as const;
    });
    return Object.fromEntries(plain);
  },
  fromPlain(plain) {
    const entries = Object.entries(plain as Record<string, unknown>);
    return Object.fromEntries(
      entries.map(([axis, set]) => [axis, bits(AXES[axis] ?? []).fromPlain(set)]),
    );
  },
};

function objectOf(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputFault(place, "not an object");
  }
  return value as Record<string, unknown>;
}

const KEY = /^([0-9]{8})-([0-9]{10})$/;

const billKey: Form = {
  toPlain(value, place) {
    const [, code, number] = KEY.exec(textOf(value, place)) ?? [];
    if (code === undefined || number === undefined) {
      throw new InputFault(place, "not written code-number, such as 31060126-0000000001");
    }
    return { code, number };
  },
  fromPlain(plain) {
    const { code, number } = plain as { code: string; number: string };
    return `${code}-${number}`;
  },
};

const date: Form = {
  toPlain(value, place) {
    const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(textOf(value, place)) ?? [];
    const moment = new Date(`${year}-${month}-${day}T00:00:00Z`);
    const valid = !Number.isNaN(moment.getTime()) && moment.getUTCDate() === Number(day);
    if (!valid || Number(year) < 1970) {
      throw new InputFault(place, "not a day written yyyy-mm-dd between 1970 and 9999");
    }
    return Number(`${year}${month}${day}`);
  },
  fromPlain(plain) {
    const written = String(plain).padStart(8, "0");
    return `${written.slice(0, 4)}-${written.slice(4, 6)}-${written.slice(6)}`;
  },
};

const fen: Form = {
  toPlain(value, place) {
    const number = typeof value === "bigint" ? Number(value) : value;
    const whole = typeof number === "number" && Number.isInteger(number);
    if (!whole || number < 0 || number > MAX_FEN) {
      throw new InputFault(place, "not a whole number of fen from 0 to 10^15");
    }
    return number;
  },
  fromPlain: (plain) => plain,
};

const account: Form = {
  toPlain: (value, place) => refusing(place, () => decodeAddress(textOf(value, place))),
  fromPlain: (plain) => encodeAddress(fromHex(String(plain))),
};

const did: Form = {
  toPlain: (value, place) => refusing(place, () => didBytes(textOf(value, place))),
  fromPlain: (plain) => `did:cpl:${base58.encode(fromHex(String(plain)))}`,
};

const templateId: Form = {
  toPlain(value, place) {
    const [, number, version] = /^([1-9]\d*):([1-9]\d*)$/.exec(textOf(value, place)) ?? [];
    if (number === undefined || version === undefined) {
      throw new InputFault(place, "not number:version, such as 3:1");
    }
    return { number: Number(number), version: Number(version) };
  },
  fromPlain(plain) {
    const { number, version } = plain as { number: number; version: number };
    return `${number}:${version}`;
  },
};

const address: Form = {
  toPlain: (value) => (typeof value === "string" ? { id: value } : value),
  fromPlain(plain) {
    const { id } = plain as { id?: string };
    return id ?? plain;
  },
};

/** Variants that carry their name in a field, among their own fields or beside their content. */
function tagged(tag: string, content?: string): Form {
  return {
    toPlain(value, place) {
      const { [tag]: name, ...rest } = objectOf(value, place);
      const variant = matching(/^[A-Za-z0-9]+$/, "not the name of a variant")(
        name,
        `${place}/${tag}`,
      );
      const inner = content === undefined ? rest : rest[content];
      const empty = inner === undefined || Object.keys(rest).length === 0;
      return empty ? variant : { [variant]: inner };
    },
    fromPlain(plain) {
      if (typeof plain === "string") {
        return { [tag]: plain };
      }
      const [[name, inner] = ["", {}]] = Object.entries(plain as Record<string, object>);
      return content === undefined ? { [tag]: name, ...inner } : { [tag]: name, [content]: inner };
    },
  };
}

const sameForm = { fromPlain: (plain: unknown) => plain };

/** The forms, by the paths of their types. */
export const FORMS: Readonly<Record<string, Form>> = {
  "fiscal_policy::expr::Expr": { toPlain: conditionToNodes, fromPlain: conditionFromNodes },
  "fiscal_policy::policy::Policy": { toPlain: policyToPlain, fromPlain: policyFromPlain },
  "fiscal_primitives::amount::Fen": fen,
  "fiscal_primitives::authorization::Scopes": bits(SCOPES),
  "fiscal_primitives::authorization::code::Code": ascii,
  "fiscal_primitives::authorization::record::LogItem": tagged("event"),
  "fiscal_primitives::authorization::terms::TemplateId": templateId,
  "fiscal_primitives::changes::LockEvent": tagged("event"),
  "fiscal_primitives::codes::BillCode": digits(8, "bill code"),
  "fiscal_primitives::codes::BillKey": billKey,
  "fiscal_primitives::codes::BillNumber": digits(10, "bill number"),
  "fiscal_primitives::date::Date": date,
  "fiscal_primitives::did::Did": did,
  "fiscal_primitives::field::FieldName": ascii,
  "fiscal_primitives::field::Fields": { ...sameForm, toPlain: (value) => value, missing: [] },
  "fiscal_primitives::lock::FlowNumber": ascii,
  "fiscal_primitives::node::activation::CodeText": ascii,
  "fiscal_primitives::node::capacity::NodeRoles": bits(["issuer", "user"]),
  "fiscal_primitives::observation::Observed": tagged("kind"),
  "fiscal_primitives::observation::Question": tagged("kind"),
  "fiscal_primitives::operation::Actor": tagged("by"),
  "fiscal_primitives::outbox::Body": tagged("kind", "content"),
  "fiscal_primitives::outbox::Code": ascii,
  "fiscal_primitives::participant::roles::Roles": bits(ROLES),
  "fiscal_primitives::pattern::Pattern": ascii,
  "fiscal_primitives::policy::Obligations": bits(["notifyHolder", "mask", "log"]),
  "fiscal_primitives::region::Ending": tagged("result"),
  "fiscal_primitives::region::InboundBody": tagged("service"),
  "fiscal_primitives::region::OrgCode": ascii,
  "fiscal_primitives::scene::review::Change": tagged("change"),
  "fiscal_primitives::text::Text": text,
  "fiscal_primitives::transition::StateSet": stateSet,
  "sp_core::crypto::AccountId32": account,
  "sp_runtime::multiaddress::MultiAddress": address,
};
