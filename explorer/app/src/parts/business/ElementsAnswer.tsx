import { Anchor, List } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { BillAxes } from "./BillAxes";
import { billPath } from "./codes";
import type { BillKey } from "./codes";
import type { ElementsVerdict } from "./rpc-types";
import { Verdict } from "./Verdict";

interface ElementsAnswerProps {
  verdict: ElementsVerdict;
  bill: BillKey;
}

/** What a check of five elements found: genuine, which of them differ, or no such bill. */
export function ElementsAnswer({ verdict, bill }: ElementsAnswerProps) {
  const { t } = useTranslation("business");
  return (
    <Verdict
      outcome={verdict.verdict}
      title={t(`check.elements.${verdict.verdict}`)}
      text={t(`check.elementsText.${verdict.verdict}`)}
    >
      {verdict.verdict === "mismatch" ? (
        <List size="sm">
          {verdict.elements.map((element) => (
            <List.Item key={element}>{t(`element.${element}`)}</List.Item>
          ))}
        </List>
      ) : null}
      {verdict.verdict === "genuine" ? (
        <>
          <BillAxes {...verdict.state} />
          <Anchor inherit component={Link} to={billPath(bill)}>
            {t("check.open")}
          </Anchor>
        </>
      ) : null}
    </Verdict>
  );
}
