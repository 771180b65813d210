import { Badge, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import type { BillKey } from "../codes";
import type { AuthorizationHistory, AuthorizationItem } from "../rpc-types";
import { Where } from "../Where";

const PAGE = 50;

function asker(item: AuthorizationItem): number {
  return item.event === "checked" ? item.user : item.by;
}

/** Uses of authorizations on a bill, reads of the white list and checks that failed. */
export function BillAuthorizations({ code, number }: BillKey) {
  const { t } = useTranslation("business");
  const [cursors, setCursors] = useState<string[]>([]);
  const page = useRpc<AuthorizationHistory>("vc_byBill", [
    code,
    number,
    cursors.at(-1) ?? null,
    PAGE,
  ]);
  return (
    <QueryState query={page}>
      {({ items, next }) => (
        <Stack>
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("authorization.noneForBill")}
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={640}>
              <Table captionSide="top">
                <Table.Caption>{t("authorization.ofBill")}</Table.Caption>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("column.time")}</Table.Th>
                    <Table.Th>{t("column.what")}</Table.Th>
                    <Table.Th>{t("column.who")}</Table.Th>
                    <Table.Th>{t("authorization.basis")}</Table.Th>
                    <Table.Th>{t("column.where")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item, index) => (
                    <Table.Tr key={`${item.block}-${index}`}>
                      <Table.Td>
                        <Time ms={item.at} />
                      </Table.Td>
                      <Table.Td>
                        <Step item={item} />
                      </Table.Td>
                      <Table.Td>
                        <Participant id={asker(item)} />
                      </Table.Td>
                      <Table.Td>
                        {item.basis === "whiteList" ? (
                          t("authorization.whiteList")
                        ) : (
                          <Hash
                            value={item.basis.authorization}
                            to={`/authorizations/${item.basis.authorization}`}
                            short
                          />
                        )}
                      </Table.Td>
                      <Table.Td>
                        <Where block={item.block} transaction={item.transaction} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
          <Group>
            {cursors.length > 0 ? (
              <Button variant="default" onClick={() => setCursors(cursors.slice(0, -1))}>
                {t("page.previous")}
              </Button>
            ) : null}
            {next ? (
              <Button variant="default" onClick={() => setCursors([...cursors, next])}>
                {t("page.next")}
              </Button>
            ) : null}
          </Group>
        </Stack>
      )}
    </QueryState>
  );
}

function Step({ item }: { item: AuthorizationItem }) {
  const { t } = useTranslation("business");
  if (item.event !== "checked") {
    return <>{t(`authorizationEvent.${item.event}`)}</>;
  }
  return (
    <Group gap="xs">
      {t(item.fault ? "authorization.refused" : "authorization.used")}
      <Badge variant="default">{t(`scope.${item.scope}`)}</Badge>
      {item.fault ? (
        <Text size="sm" c="red">
          {t(`fault.${item.fault}`)}
        </Text>
      ) : null}
    </Group>
  );
}
