import { Alert, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { JsonView } from "../../../components/JsonView";
import { KeyValue } from "../../../components/KeyValue";
import { Participant } from "../../../components/Participant";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import type { Json } from "../../../lib/types";
import { useRpc } from "../../../lib/rpc";
import { ActorName } from "../ActorName";
import type { BillKey } from "../codes";
import type { BillPending, Correction } from "../rpc-types";

function kindOf(correction: Correction): string {
  return Object.keys(correction)[0] ?? "setPayer";
}

/** What waits for a second signature on a bill, what was decided, and who reimbursed how much. */
export function Pending({ code, number }: BillKey) {
  const { t } = useTranslation("business");
  const pending = useRpc<BillPending | null>("bill_pending", [code, number]);
  return (
    <QueryState query={pending}>
      {(answer) => {
        if (!answer) {
          return (
            <Text size="sm" c="dimmed">
              {t("pending.none")}
            </Text>
          );
        }
        const { correction, lastCorrection, consent, reversal, settlements } = answer;
        const isQuiet = !correction && !lastCorrection && !consent && !reversal;
        return (
          <Stack>
            {correction ? (
              <Alert color="yellow" title={t("pending.correction")}>
                <KeyValue
                  items={[
                    [t("pending.what"), t(`correction.${kindOf(correction.correction)}`)],
                    [t("pending.by"), <ActorName key="by" actor={correction.proposer} />],
                    [t("pending.reason"), correction.reason],
                    [t("bill.version"), String(correction.version)],
                  ]}
                />
                <JsonView value={correction.correction as Json} />
              </Alert>
            ) : null}
            {reversal ? (
              <Alert color="yellow" title={t("pending.reversal")}>
                <KeyValue
                  items={[
                    [t("lock.holder"), <Participant key="holder" id={reversal.holder} />],
                    [t("pending.amount"), <Amount key="amount" fen={reversal.amount} />],
                    [t("lock.flow"), reversal.flow],
                    [t("pending.reason"), reversal.reason],
                  ]}
                />
              </Alert>
            ) : null}
            {consent ? (
              <Alert color="blue" title={t("pending.consent")}>
                <ActorName actor={consent} />
              </Alert>
            ) : null}
            {lastCorrection ? (
              <Alert color="gray" title={t("pending.lastCorrection")}>
                <KeyValue
                  items={[
                    [t("pending.what"), t(`correction.${kindOf(lastCorrection.correction)}`)],
                    [
                      t("pending.by"),
                      <Stack key="by" gap={4}>
                        {lastCorrection.by.map((actor, index) => (
                          <ActorName key={index} actor={actor} />
                        ))}
                      </Stack>,
                    ],
                    [t("column.time"), <Time key="at" ms={lastCorrection.at} />],
                  ]}
                />
              </Alert>
            ) : null}
            {isQuiet ? (
              <Text size="sm" c="dimmed">
                {t("pending.none")}
              </Text>
            ) : null}
            {settlements.length > 0 ? (
              <Table captionSide="top">
                <Table.Caption>{t("pending.settlements")}</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("column.who")}</Table.Th>
                    <Table.Th>{t("bill.reimbursed")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {settlements.map(({ participant, amount }) => (
                    <Table.Tr key={participant}>
                      <Table.Td>
                        <Participant id={participant} />
                      </Table.Td>
                      <Table.Td>
                        <Amount fen={amount} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            ) : null}
          </Stack>
        );
      }}
    </QueryState>
  );
}
