import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BillLink } from "../../../components/BillLink";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import type { BillRow } from "../../../lib/types";
import { areaName } from "../areas";
import { splitKey } from "../codes";
import { NodeName } from "../NodeName";
import type { BillRecord } from "../rpc-types";
import { SceneName } from "../SceneName";
import { Where } from "../Where";

interface SubjectProps {
  row: BillRow;
  record: BillRecord;
}

/** What a bill is: kind, issuer, scene, dates and what it is related to. */
export function Subject({ row, record }: SubjectProps) {
  const { t } = useTranslation("business");
  const related = record.related ? splitKey(record.related) : null;
  return (
    <KeyValue
      items={[
        [t("bill.kind"), <StatusBadge key="kind" kind="document" value={record.kind} />],
        [t("bill.area"), areaName(t, row.code.slice(0, 2))],
        [t("bill.issuer"), <Participant key="issuer" id={record.issuer} />],
        [t("bill.scene"), <SceneName key="scene" id={record.scene} />],
        [
          t("bill.node"),
          record.node > 0 ? <NodeName key="node" id={record.node} /> : t("bill.noNode"),
        ],
        [t("bill.issuedOn"), record.issuedOn],
        [
          t("bill.registeredAt"),
          <span key="registered">
            <Time ms={row.registeredAt} />{" "}
            <Text span inherit c="dimmed">
              · <Time ms={row.registeredAt} ago />
            </Text>
          </span>,
        ],
        [
          t("bill.registration"),
          <Where key="where" block={row.registeredBlock} transaction={row.transaction} />,
        ],
        [t("bill.payer"), <Hash key="payer" value={record.payer} short />],
        [
          t("bill.holder"),
          row.holder === null ? t("bill.noHolder") : <Participant key="holder" id={row.holder} />,
        ],
        [t("bill.version"), String(record.version)],
        ...(related
          ? [
              [
                t(`bill.related.${record.kind === "ordinary" ? "cancelledBy" : "of"}`),
                <BillLink key="related" code={related.code} number={related.number} />,
              ] as [string, React.ReactNode],
            ]
          : []),
      ]}
    />
  );
}
