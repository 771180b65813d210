import { Anchor, Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "../../components/QueryState";
import type { FiveElements } from "./codes";
import { ElementsAnswer } from "./ElementsAnswer";
import { ElementField, faultsOf, NO_ELEMENTS } from "./fields";
import type { FieldName } from "./fields";
import { verifyElements } from "./verify";

const NAMES = ["code", "number", "checkCode", "issueDate", "amount"] as const;

/** Checks the five elements of a bill against the chain. */
export function FiveElementCheck() {
  const { t } = useTranslation("business");
  const [values, setValues] = useState<FiveElements>(NO_ELEMENTS);
  const [faults, setFaults] = useState<FieldName[]>([]);
  const check = useMutation({ mutationFn: verifyElements });

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
  const clear = () => change(NO_ELEMENTS);

  return (
    <Stack>
      <form onSubmit={submit} noValidate aria-label={t("check.elementsTitle")}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 5 }}>
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
            <Button
              type="submit"
              loading={check.isPending}
              leftSection={<IconChecklist size={16} />}
            >
              {t("check.verify")}
            </Button>
            <Anchor inherit component="button" type="button" onClick={clear}>
              {t("check.clear")}
            </Anchor>
          </Group>
        </Stack>
      </form>
      {check.error ? <Failure error={check.error} /> : null}
      {check.data && check.variables ? (
        <ElementsAnswer verdict={check.data} bill={check.variables} />
      ) : null}
    </Stack>
  );
}
