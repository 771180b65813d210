import { Anchor, Stack, Table, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Hash } from "../../components/Hash";
import { BillAxes } from "./BillAxes";
import { billPath } from "./codes";
import type { BillKey } from "./codes";
import { ElementsAnswer } from "./ElementsAnswer";
import type { ElementsVerdict } from "./rpc-types";
import { Verdict } from "./Verdict";
import type { FileVerdict } from "./verify";

interface FileAnswerProps {
  answer: FileVerdict;
  /** What the check of the five elements in the file found; none where it states none. */
  elements: ElementsVerdict | null;
  digest: string;
  bill: BillKey;
}

const DIGESTS = ["xml", "pdf", "summary"] as const;

/** What a check of a file found, and which of the bill's digests is that of the file. */
export function FileAnswer({ answer, elements, digest, bill }: FileAnswerProps) {
  const { t } = useTranslation("business");
  const { verdict, bill: record } = answer;
  const title =
    verdict.verdict === "genuine"
      ? t(`check.file.genuine.${verdict.file}`)
      : t(`check.file.${verdict.verdict}`);
  return (
    <Stack>
      <Verdict
        outcome={verdict.verdict}
        title={title}
        text={t(`check.fileText.${verdict.verdict}`)}
      >
        {verdict.verdict === "genuine" ? <BillAxes {...verdict.state} /> : null}
        {record ? (
          <Table.ScrollContainer minWidth={480}>
            <Table captionSide="top">
              <Table.Caption>{t("check.digestsCaption")}</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("check.digestOf")}</Table.Th>
                  <Table.Th>{t("check.onChain")}</Table.Th>
                  <Table.Th>{t("check.sameAsFile")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {DIGESTS.map((name) => {
                  const value = record[name];
                  const isSame = value?.toLowerCase() === digest.toLowerCase();
                  return (
                    <Table.Tr key={name} data-match={isSame || undefined}>
                      <Table.Th scope="row">{t(`digest.${name}`)}</Table.Th>
                      <Table.Td>
                        {value ? <Hash value={value} short /> : t("check.noDigest")}
                      </Table.Td>
                      <Table.Td>
                        {isSame ? <IconCheck size={16} aria-hidden /> : null}
                        {!isSame && value ? <IconX size={16} aria-hidden /> : null}{" "}
                        <Text span size="sm">
                          {value ? t(isSame ? "check.same" : "check.different") : "—"}
                        </Text>
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        ) : null}
        {verdict.verdict === "notFound" ? null : (
          <Anchor inherit component={Link} to={billPath(bill)}>
            {t("check.open")}
          </Anchor>
        )}
      </Verdict>
      {elements ? <ElementsAnswer verdict={elements} bill={bill} /> : null}
    </Stack>
  );
}
