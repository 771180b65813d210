import { Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Page } from "../../components/Page";
import { useFilters } from "../../lib/filters";
import { Credentials } from "../../parts/govern/network/Credentials";
import { Offences } from "../../parts/govern/network/Offences";
import { PalletEvents } from "../../parts/govern/network/PalletEvents";
import { Signatures } from "../../parts/govern/network/Signatures";
import { ValidatorSetView } from "../../parts/govern/network/ValidatorSet";

const VIEWS = ["set", "signatures", "offences", "changes", "credentials"] as const;

/** Validators: who decides, who signed, who signed twice, and whose credentials end. */
export default function Validators() {
  const { t } = useTranslation("govern");
  const [{ view }, setFilters] = useFilters(["view"] as const);
  const current = VIEWS.find((each) => each === view) ?? "set";
  return (
    <Page title={t("validators.title")} description={t("validators.description")}>
      <Tabs
        value={current}
        keepMounted={false}
        onChange={(next) => setFilters({ view: next === "set" ? undefined : (next ?? undefined) })}
      >
        <Tabs.List>
          {VIEWS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`validators.view.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="set" pt="md">
          <ValidatorSetView />
        </Tabs.Panel>
        <Tabs.Panel value="signatures" pt="md">
          <Signatures />
        </Tabs.Panel>
        <Tabs.Panel value="offences" pt="md">
          <Offences />
        </Tabs.Panel>
        <Tabs.Panel value="changes" pt="md">
          <PalletEvents
            pallet="BftValidators"
            caption={t("validators.view.changes")}
            emptyText={t("validators.noChanges")}
          />
        </Tabs.Panel>
        <Tabs.Panel value="credentials" pt="md">
          <Credentials />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
