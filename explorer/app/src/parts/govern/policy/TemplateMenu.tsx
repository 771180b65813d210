import { Button, Menu } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { TEMPLATES, type Template } from "./templates";

/** Policies to begin with. */
export function TemplateMenu({ onChoose }: { onChoose: (template: Template) => void }) {
  const { t, i18n } = useTranslation("govern");
  const english = i18n.language.startsWith("en");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconTemplate size={16} />}>
          {t("workbench.template")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {TEMPLATES.map((template) => (
          <Menu.Item key={template.template} onClick={() => onChoose(template)}>
            {english ? template.title : template.titleZh}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
