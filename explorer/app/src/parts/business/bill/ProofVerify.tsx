import { Button, FileInput, Group, Radio, Stack, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { BillLink } from "../../../components/BillLink";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { Failure } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { BillAxes } from "../BillAxes";
import { splitKey } from "../codes";
import { Verdict } from "../Verdict";
import { FileFault, judge } from "./trusted";
import type { Judgement, TrustSource } from "./trusted";

/** Checks a proof that is at hand, against a set of validators the person trusts. */
export function ProofVerify({ file }: { file: unknown }) {
  const { t } = useTranslation("business");
  const [source, setSource] = useState<TrustSource>("node");
  const [setFile, setSetFile] = useState<File | null>(null);
  const check = useMutation({ mutationFn: () => judge(file, source, setFile) });
  const choose = (next: string) => {
    setSource(next === "file" ? "file" : "node");
    check.reset();
  };
  return (
    <Stack>
      <Radio.Group label={t("proof.trusted")} value={source} onChange={choose}>
        <Stack gap="xs" mt="xs">
          <Radio value="file" label={t("proof.fromFile")} />
          <Radio value="node" label={t("proof.fromNode")} description={t("proof.fromNodeText")} />
        </Stack>
      </Radio.Group>
      {source === "file" ? (
        <FileInput
          label={t("proof.setFile")}
          placeholder={t("proof.choose")}
          accept=".json,application/json"
          value={setFile}
          onChange={(next) => {
            setSetFile(next);
            check.reset();
          }}
          clearable
        />
      ) : null}
      <Group>
        <Button
          loading={check.isPending}
          disabled={source === "file" && !setFile}
          leftSection={<IconShieldCheck size={16} />}
          onClick={() => check.mutate()}
        >
          {t("proof.verify")}
        </Button>
      </Group>
      {check.error ? <CheckFailure error={check.error} /> : null}
      {check.data ? <Judged judgement={check.data} /> : null}
    </Stack>
  );
}

/** Says why a proof could not be checked at all. */
export function CheckFailure({ error }: { error: Error }) {
  const { t } = useTranslation("business");
  return error instanceof FileFault ? (
    <Verdict outcome="failed" title={t(`proof.${error.reason}`)} />
  ) : (
    <Failure error={error} />
  );
}

function Judged({ judgement }: { judgement: Judgement }) {
  const { t } = useTranslation("business");
  if (!judgement.holds) {
    return (
      <Verdict
        outcome="mismatch"
        title={t("proof.fails")}
        text={`${t(`proofFault.${judgement.code}`)} (${judgement.message})`}
      />
    );
  }
  const { proves, proven } = judgement.proven;
  const { value, number, hash, at, round, signers, set } = proven;
  return (
    <Verdict
      outcome="genuine"
      title={t("proof.holds")}
      text={
        value === null
          ? t(`proof.absent.${proves}`)
          : t("proof.holdsText", {
              signed: signers.length,
              total: set.length,
              block: formatNumber(number),
            })
      }
    >
      <KeyValue
        items={[
          [t("proof.bill"), <BillLink key="bill" {...splitKey(proven.key)} />],
          [t("proof.block"), formatNumber(number)],
          [t("proof.hash"), <Hash key="hash" value={hash} short={false} />],
          [t("proof.at"), <Time key="at" ms={at} />],
          [t("proof.round"), String(round)],
          [t("proof.signers"), `${signers.length} / ${set.length}`],
          ...(judgement.proven.proves === "bill" && judgement.proven.proven.value
            ? ([
                [t("bill.state"), <BillAxes key="state" {...judgement.proven.proven.value} />],
                [t("bill.total"), <Amount key="total" fen={judgement.proven.proven.value.total} />],
                [
                  t("bill.reimbursed"),
                  <Amount key="reimbursed" fen={judgement.proven.proven.value.reimbursed} />,
                ],
              ] as [string, React.ReactNode][])
            : []),
        ]}
      />
      <Text size="sm">{t("proof.speaks")}</Text>
    </Verdict>
  );
}
