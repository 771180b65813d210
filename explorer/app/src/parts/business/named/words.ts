import { useTranslation } from "react-i18next";
import type { Json } from "../../../lib/types";

/** Labels of fields whose meaning their name alone does not tell. */
const LABELS: Record<string, string> = {
  "Participants.id": "participant",
  "Approvals.id": "approval",
  "Approvals.flow": "approvalFlow",
  "Policies.id": "policy",
  "AccessNodes.code": "activationCode",
  "Consortium.code": "codeHash",
  "CrossRegion.from": "region",
  "CrossRegion.issuer": "issuingRegion",
  "CrossRegion.platform": "region",
  "CrossRegion.code": "answerCode",
  "Outbox.code": "answerCode",
};

/** Texts of states by the field that holds them. */
const STATES: Record<string, string[]> = {
  usage: ["core:status.usage"],
  circulation: ["core:status.circulation"],
  action: ["core:status.billAction"],
  operation: ["govern:operation"],
  destination: ["govern:bridges.destination"],
  outcome: ["core:status.lock", "core:status.outbox"],
  result: ["core:status.lock"],
  scope: ["business:scope"],
  tier: ["business:tier"],
  role: ["business:nodeRole", "business:role"],
  fault: ["business:fault"],
};

/** Texts of the states of what a pallet keeps. */
const OWN_STATES: Record<string, string[]> = {
  Participants: ["core:status.participant"],
  AccessNodes: ["business:nodeStatus", "business:deviceStatus", "business:credentialStatus"],
  Scenes: ["core:status.scene"],
  Policies: ["core:status.policy", "core:status.distribution"],
  BillLocks: ["core:status.lock"],
  VcAuthorization: ["business:authorizationStatus"],
  CrossRegion: ["core:status.service", "core:status.lock", "core:status.filing"],
  Outbox: ["core:status.outbox"],
  Observations: ["core:status.observation"],
};

/** Fields in which people write what they like. */
const FREE = new Set(["comment", "description", "label", "message", "name", "product", "purpose"]);

/** What fields of calls and events are called, and the words of their states. */
export function useFieldWords() {
  const { t, i18n } = useTranslation(["business", "core", "calls", "govern"]);
  const first = (keys: string[]) => keys.find((key) => i18n.exists(key));

  const label = (pallet: string, name: string, value?: Json): string => {
    const isKey = name === "key" && typeof value === "string" && value.startsWith("0x");
    const own = isKey ? "publicKey" : (LABELS[`${pallet}.${name}`] ?? name);
    const key = first([`business:field.${own}`]);
    return key ? t(key) : name;
  };

  const word = (pallet: string, name: string, value: string): string => {
    if (FREE.has(name) || !/^[a-z][A-Za-z]*$/.test(value)) return value;
    const places = [
      ...(STATES[name] ?? []),
      ...(OWN_STATES[pallet] ?? []),
      "core:status.any",
      "calls:value",
      "business:field",
      "business:fieldWord",
    ];
    const key = first(places.map((place) => `${place}.${value}`));
    return key ? t(key) : value;
  };

  return { label, word };
}
