import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../components/Hash";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { Time } from "../../components/Time";
import { useRpc } from "../../lib/rpc";
import type { DetailsRecord, KeyRecord } from "./rpc-types";

function Since({ ms }: { ms: number }) {
  const { t } = useTranslation("business");
  return ms === 0 ? <>{t("atGenesis")}</> : <Time ms={ms} />;
}

/** The keys a participant had, newest first. */
export function KeyHistory({ id }: { id: number }) {
  const { t } = useTranslation("business");
  const keys = useRpc<KeyRecord[]>("participant_keys", [String(id)]);
  return (
    <Section title={t("participant.keys")}>
      <QueryState query={keys}>
        {(records) => (
          <Table.ScrollContainer minWidth={420}>
            <Table aria-label={t("participant.keys")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("bill.version")}</Table.Th>
                  <Table.Th>{t("participant.key")}</Table.Th>
                  <Table.Th>{t("participant.since")}</Table.Th>
                  <Table.Th>{t("participant.until")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {[...records].reverse().map((record) => (
                  <Table.Tr key={record.version}>
                    <Table.Td>{record.version}</Table.Td>
                    <Table.Td>
                      <Hash value={record.key} short />
                    </Table.Td>
                    <Table.Td>
                      <Since ms={record.from} />
                    </Table.Td>
                    <Table.Td>
                      {record.until === null ? t("participant.inUse") : <Time ms={record.until} />}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </QueryState>
    </Section>
  );
}

/** The names a participant had and what it was for, newest first. */
export function NameHistory({ id }: { id: number }) {
  const { t } = useTranslation("business");
  const names = useRpc<DetailsRecord[]>("participant_details", [String(id)]);
  return (
    <Section title={t("participant.names")}>
      <QueryState query={names}>
        {(records) =>
          records.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("participant.noNames")}
            </Text>
          ) : (
            <Table aria-label={t("participant.names")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("bill.version")}</Table.Th>
                  <Table.Th>{t("participant.name")}</Table.Th>
                  <Table.Th>{t("participant.since")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {[...records].reverse().map((record) => (
                  <Table.Tr key={record.version}>
                    <Table.Td>{record.version}</Table.Td>
                    <Table.Td>{record.name}</Table.Td>
                    <Table.Td>
                      <Since ms={record.from} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </QueryState>
    </Section>
  );
}
