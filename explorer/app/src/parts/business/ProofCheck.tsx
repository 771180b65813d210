import { FileInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CheckFailure, ProofVerify } from "./bill/ProofVerify";
import { FileFault, readJson } from "./bill/trusted";

async function readProof(file: File): Promise<unknown> {
  const proof = await readJson(file, "notProof");
  if (typeof proof !== "object" || proof === null || !("proves" in proof)) {
    throw new FileFault("notProof");
  }
  return proof;
}

/** Checks a proof that was downloaded before; no node needs to be reached for it. */
export function ProofCheck() {
  const { t } = useTranslation("business");
  const [file, setFile] = useState<File | null>(null);
  const proof = useMutation({ mutationFn: readProof });
  return (
    <Stack>
      <FileInput
        label={t("proof.file")}
        placeholder={t("proof.choose")}
        accept=".json,application/json"
        value={file}
        onChange={(next) => {
          setFile(next);
          proof.reset();
          if (next) {
            proof.mutate(next);
          }
        }}
        clearable
      />
      {proof.error ? <CheckFailure error={proof.error} /> : null}
      {proof.data ? (
        <ProofVerify key={`${file?.name}-${file?.lastModified}`} file={proof.data} />
      ) : null}
    </Stack>
  );
}
