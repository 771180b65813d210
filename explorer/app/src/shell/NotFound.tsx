import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { Page } from "../components/Page";

/** For addresses that lead nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <Page title={t("notFound.title")}>
      <Text>{t("notFound.text", { path: pathname })}</Text>
      <div>
        <Button component={Link} to="/" variant="default">
          {t("notFound.home")}
        </Button>
      </div>
    </Page>
  );
}
