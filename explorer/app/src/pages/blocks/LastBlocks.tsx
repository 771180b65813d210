import { Anchor, Skeleton, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Time } from "../../components/Time";
import { formatNumber } from "../../lib/format";
import type { Block } from "../../lib/types";
import { Panel } from "./Panel";

/** The last blocks, as they come. */
export function LastBlocks({ blocks }: { blocks: Block[] }) {
  const { t } = useTranslation("blocks");
  return (
    <Panel title={t("overview.lastBlocks")} to="/blocks">
      {blocks.length === 0 ? (
        <Skeleton height={180} />
      ) : (
        <Table
          verticalSpacing={3}
          horizontalSpacing={4}
          fz="sm"
          aria-label={t("overview.lastBlocks")}
        >
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("block.height")}</Table.Th>
              <Table.Th scope="col">{t("block.time")}</Table.Th>
              <Table.Th scope="col" ta="right">
                {t("block.transactions")}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {t("block.bills")}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {blocks.map((block) => (
              <Table.Tr key={block.height}>
                <Table.Td>
                  <Anchor component={Link} to={`/blocks/${block.height}`} inherit>
                    {formatNumber(block.height)}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <Time ms={block.time || null} ago />
                </Table.Td>
                <Table.Td ta="right">{formatNumber(block.transactions)}</Table.Td>
                <Table.Td ta="right">{formatNumber(block.bills)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
