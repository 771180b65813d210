import {
  Combobox,
  Group,
  Loader,
  Text,
  TextInput,
  useCombobox,
  VisuallyHidden,
} from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useItem } from "../lib/api";
import { useFaultText } from "../lib/faults";
import type { SearchItem } from "../lib/types";
import classes from "./SearchBox.module.css";

const DELAY_MS = 200;
/** As long as the index takes. */
const LONGEST = 128;

/**
 * One box for block, hash, account, DID, bill, lock and flow number. `/` or Ctrl+K goes there, the
 * arrows choose, Enter opens what is chosen or the first one found.
 */
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const faultText = useFaultText();
  const [text, setText] = useState("");
  const [waiting] = useDebouncedValue(text.trim(), DELAY_MS);
  const input = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const query = useItem<{ items: SearchItem[] }>(waiting ? "/search" : null, { q: waiting });
  const settled = waiting === text.trim() && !query.isFetching;
  const items = waiting ? (query.data?.items ?? []) : [];

  useHotkeys([
    ["mod+K", () => input.current?.focus()],
    ["/", () => input.current?.focus()],
  ]);

  const go = (path: string) => {
    combobox.closeDropdown();
    setText("");
    input.current?.blur();
    void navigate(path);
  };

  let body = <Combobox.Empty>{t("search.none")}</Combobox.Empty>;
  if (query.error) body = <Combobox.Empty>{faultText(query.error).title}</Combobox.Empty>;
  else if (!settled && items.length === 0) body = <Combobox.Empty>{t("loading")}</Combobox.Empty>;
  else if (items.length > 0) {
    body = (
      <>
        {items.map((item) => (
          <Combobox.Option value={item.path} key={`${item.kind}:${item.id}`}>
            <Group gap="sm" wrap="nowrap">
              <Text size="xs" w={64} className={classes.kind}>
                {t(`search.kind.${item.kind}`)}
              </Text>
              <Text size="sm" truncate="end" className={classes.label}>
                {item.label}
              </Text>
            </Group>
          </Combobox.Option>
        ))}
      </>
    );
  }

  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal={false} shadow="md">
      <Combobox.Target autoComplete="off">
        <TextInput
          ref={input}
          type="search"
          aria-label={t("search.label")}
          placeholder={t("search.placeholder")}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={query.isFetching ? <Loader size={14} /> : null}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            if (event.currentTarget.value.trim() === "") combobox.closeDropdown();
            else combobox.openDropdown();
          }}
          onFocus={() => {
            if (text.trim() !== "") combobox.openDropdown();
          }}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              setText("");
              combobox.closeDropdown();
            }
            const first = items[0];
            if (
              event.key === "Enter" &&
              combobox.getSelectedOptionIndex() < 0 &&
              settled &&
              first
            ) {
              event.preventDefault();
              go(first.path);
            }
          }}
        />
      </Combobox.Target>
      <VisuallyHidden role="status">
        {waiting && settled ? t("search.found", { count: items.length }) : ""}
      </VisuallyHidden>
      <Combobox.Dropdown hidden={text.trim() === ""}>
        <Combobox.Options aria-label={t("search.label")} mah={360} className={classes.options}>
          {body}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
