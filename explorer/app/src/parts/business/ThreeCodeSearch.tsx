import { Anchor, Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { BillAxes } from "./BillAxes";
import { billPath } from "./codes";
import type { FiveElements } from "./codes";
import { Failure } from "../../components/QueryState";
import { ElementField, faultsOf, NO_ELEMENTS } from "./fields";
import type { FieldName } from "./fields";
import { Verdict } from "./Verdict";
import { verifyCodes } from "./verify";

const NAMES = ["code", "number", "checkCode"] as const satisfies readonly FieldName[];

/** Finds a bill by code, number and check code. */
export function ThreeCodeSearch() {
  const { t } = useTranslation("business");
  const [values, setValues] = useState<FiveElements>(NO_ELEMENTS);
  const [faults, setFaults] = useState<FieldName[]>([]);
  const check = useMutation({ mutationFn: verifyCodes });

  const change = (next: FiveElements) => {
    setValues(next);
    setFaults([]);
    check.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = faultsOf(values, NAMES);
    setFaults(wrong);
    if (wrong.length === 0) {
      check.mutate(values);
    }
  };
  const asked = check.variables;
  const answer = check.data;

  return (
    <Stack>
      <form onSubmit={submit} noValidate aria-label={t("check.codesTitle")}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {NAMES.map((name) => (
              <ElementField
                key={name}
                name={name}
                values={values}
                faulty={faults.includes(name)}
                onChange={change}
              />
            ))}
          </SimpleGrid>
          <Group>
            <Button type="submit" loading={check.isPending} leftSection={<IconSearch size={16} />}>
              {t("check.search")}
            </Button>
          </Group>
        </Stack>
      </form>
      {check.error ? <Failure error={check.error} /> : null}
      {answer && asked ? (
        <Verdict
          outcome={answer.verdict}
          title={t(`check.codes.${answer.verdict}`)}
          text={t(`check.codesText.${answer.verdict}`)}
        >
          {answer.verdict === "genuine" ? (
            <>
              <BillAxes {...answer.bill} />
              <Anchor inherit component={Link} to={billPath(asked)}>
                {t("check.open")}
              </Anchor>
            </>
          ) : null}
        </Verdict>
      ) : null}
    </Stack>
  );
}
