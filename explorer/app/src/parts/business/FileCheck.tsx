import { Button, Group, Progress, SimpleGrid, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconFileCheck, IconFileUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { DragEvent, FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../components/Hash";
import { formatBytes } from "../../lib/format";
import classes from "./business.module.css";
import { findKey } from "./codes";
import type { FiveElements } from "./codes";
import { readElements } from "./ebill";
import { Failure } from "../../components/QueryState";
import { ElementField, faultsOf, NO_ELEMENTS } from "./fields";
import type { FieldName } from "./fields";
import { FileAnswer } from "./FileAnswer";
import { hashFile, MAX_FILE_BYTES } from "./hash/hashFile";
import { verifyElements, verifyFile } from "./verify";

const KEY = ["code", "number"] as const satisfies readonly FieldName[];
const ALL = ["code", "number", "checkCode", "issueDate", "amount"] as const;

interface Question {
  values: FiveElements;
  digest: string;
}

/** Checks both what the file is and, where an XML states them, the five elements in it. */
async function ask({ values, digest }: Question) {
  const [file, elements] = await Promise.all([
    verifyFile(values, digest),
    faultsOf(values, ALL).length === 0 ? verifyElements(values) : null,
  ]);
  return { ...file, elements };
}

/** Checks a dropped PDF, OFD or XML file: it is hashed here, and its digest alone is sent. */
export function FileCheck() {
  const { t } = useTranslation("business");
  const [file, setFile] = useState<File | null>(null);
  const [values, setValues] = useState<FiveElements>(NO_ELEMENTS);
  const [share, setShare] = useState(0);
  const [isOver, setIsOver] = useState(false);
  const [faults, setFaults] = useState<FieldName[]>([]);
  const check = useMutation({ mutationFn: ask });
  const running = useRef<AbortController | null>(null);
  const hash = useMutation({
    mutationFn: async (chosen: File) => {
      const abort = new AbortController();
      running.current = abort;
      if (chosen.size > MAX_FILE_BYTES) {
        throw new Error(t("check.tooLarge", { most: formatBytes(MAX_FILE_BYTES) }));
      }
      const [digest, stated] = await Promise.all([
        hashFile(chosen, { onProgress: setShare, signal: abort.signal }),
        readElements(chosen),
      ]);
      return { digest, stated: stated ?? { ...NO_ELEMENTS, ...findKey(chosen.name) } };
    },
  });
  useEffect(() => () => running.current?.abort(), []);

  const choose = (chosen: File | null | undefined) => {
    if (!chosen) {
      return;
    }
    running.current?.abort();
    setFile(chosen);
    setShare(0);
    setFaults([]);
    setValues(NO_ELEMENTS);
    check.reset();
    hash.mutate(chosen, {
      onSuccess: ({ digest, stated }) => {
        setValues(stated);
        if (faultsOf(stated, KEY).length === 0) {
          check.mutate({ values: stated, digest });
        }
      },
    });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    choose(event.dataTransfer.files[0]);
  };
  const change = (next: FiveElements) => {
    const isOther = next.code !== values.code || next.number !== values.number;
    setValues(isOther ? { ...NO_ELEMENTS, code: next.code, number: next.number } : next);
    setFaults([]);
    check.reset();
  };
  const digest = hash.data?.digest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = faultsOf(values, KEY);
    setFaults(wrong);
    if (wrong.length === 0 && digest) {
      check.mutate({ values, digest });
    }
  };

  return (
    <Stack>
      <label
        className={classes.zone}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        <Stack align="center" gap="xs">
          <IconFileUpload size={40} aria-hidden />
          <Text fw={600}>{t("check.drop")}</Text>
          <Text size="sm" c="dimmed">
            {t("check.dropHint")}
          </Text>
        </Stack>
        <VisuallyHidden>
          <input
            type="file"
            accept=".xml,.pdf,.ofd,application/xml,text/xml,application/pdf"
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </VisuallyHidden>
      </label>

      {file ? (
        <Stack gap="xs" aria-live="polite">
          <Group gap="xs">
            <Text fw={600}>{file.name}</Text>
            <Text size="sm" c="dimmed">
              {formatBytes(file.size)}
            </Text>
          </Group>
          {hash.isPending ? <Progress value={share * 100} aria-label={t("check.hashing")} /> : null}
          {digest ? (
            <Group gap="xs">
              <Text size="sm">SM3</Text>
              <Hash value={digest} short={false} />
            </Group>
          ) : null}
        </Stack>
      ) : null}
      {hash.error && hash.error.name !== "AbortError" ? <Failure error={hash.error} /> : null}

      {digest ? (
        <form onSubmit={submit} noValidate aria-label={t("check.fileTitle")}>
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              {KEY.map((name) => (
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
                leftSection={<IconFileCheck size={16} />}
              >
                {t("check.verify")}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : null}
      {check.error ? <Failure error={check.error} /> : null}
      {check.data && check.variables ? (
        <FileAnswer
          answer={check.data}
          elements={check.data.elements}
          digest={check.variables.digest}
          bill={check.variables.values}
        />
      ) : null}
    </Stack>
  );
}
