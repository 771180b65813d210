import {
  ActionIcon,
  Anchor,
  Box,
  Burger,
  Group,
  AppShell as MantineShell,
  NavLink,
  ScrollArea,
  Text,
  Tooltip,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { SignerHost } from "../lib/signer";
import { ColourSchemeButton } from "./ColourSchemeButton";
import { HealthBanner } from "./HealthBanner";
import { LanguageMenu } from "./LanguageMenu";
import { itemOf, NAVIGATION, WALL } from "./navigation";
import { SearchBox } from "./SearchBox";
import { SignerButton } from "./SignerButton";
import classes from "./AppShell.module.css";
import { Starting } from "./Starting";

function Navigation({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation();
  const active = itemOf(useLocation().pathname);
  const link = useRef<HTMLAnchorElement>(null);
  // On a low screen the navigation scrolls by itself: where one is must not be out of sight.
  useEffect(() => {
    link.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <>
      {NAVIGATION.map((group) => (
        <Box key={group.key} mb="sm" role="group" aria-labelledby={`nav-${group.key}`}>
          <Text id={`nav-${group.key}`} size="xs" c="dimmed" fw={600} px="sm" pb={2}>
            {t(`navGroup.${group.key}`)}
          </Text>
          {group.items.map((item) => (
            <NavLink
              key={item.key}
              ref={item === active ? link : undefined}
              component={Link}
              to={item.path}
              label={t(`nav.${item.key}`)}
              leftSection={<item.icon size={17} stroke={1.6} aria-hidden />}
              active={item === active}
              aria-current={item === active ? "page" : undefined}
              className={classes.link}
              onClick={onGo}
            />
          ))}
        </Box>
      ))}
      <NavLink
        component={Link}
        to={WALL.path}
        label={t("nav.wall")}
        leftSection={<WALL.icon size={17} stroke={1.6} aria-hidden />}
        className={classes.link}
        onClick={onGo}
      />
    </>
  );
}

/** Whether somebody is typing there. */
function isTyping(element: Element | null): boolean {
  return !!element?.closest("input, textarea, select, [contenteditable]");
}

/**
 * After a change of the page the focus goes to its beginning, as with pages of a server, unless
 * somebody has begun to type while the page was on its way.
 */
function useFocusOnNavigation() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    if (isTyping(document.activeElement)) return;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

/** Header, navigation and the page between them. */
export function AppShell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure(false);
  const main = useFocusOnNavigation();
  const moving = useNavigation().state === "loading";

  return (
    <MantineShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "md", collapsed: { mobile: !opened } }}
      padding={{ base: "sm", sm: "md" }}
      transitionDuration={0}
    >
      <a href="#main" className="skip">
        {t("skip")}
      </a>
      <MantineShell.Header>
        <Group h="100%" px="sm" gap="sm" wrap="nowrap">
          <Burger
            opened={opened}
            onClick={toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={t("menu")}
            aria-expanded={opened}
          />
          <Anchor
            component={Link}
            to="/"
            className={classes.brand}
            underline="never"
            aria-label={t("product")}
          >
            <Box component="img" src="/favicon.svg" alt="" w={24} h={24} />
            <Text component="span" fw={600} visibleFrom="sm">
              {t("product")}
            </Text>
          </Anchor>
          <Box flex={1} maw={560} mx="auto" miw={0}>
            <SearchBox />
          </Box>
          <Group gap={4} wrap="nowrap">
            <Tooltip label={t("nav.wall")}>
              <ActionIcon
                component={Link}
                to="/wall"
                variant="subtle"
                color="gray"
                size="lg"
                aria-label={t("nav.wall")}
                visibleFrom="sm"
              >
                <WALL.icon size={18} />
              </ActionIcon>
            </Tooltip>
            <SignerButton />
            <ColourSchemeButton />
            <LanguageMenu />
          </Group>
        </Group>
        {moving && (
          <div className={classes.progress} role="progressbar" aria-label={t("loading")} />
        )}
      </MantineShell.Header>
      <MantineShell.Navbar aria-label={t("navigation")}>
        <MantineShell.Section grow component={ScrollArea} type="hover" py="sm" px={6}>
          <Navigation onGo={close} />
        </MantineShell.Section>
      </MantineShell.Navbar>
      <MantineShell.Main id="main" tabIndex={-1} ref={main} className={classes.main}>
        <HealthBanner />
        <Box className={classes.content}>
          <Suspense fallback={<Starting />}>
            <Outlet />
          </Suspense>
        </Box>
      </MantineShell.Main>
      <SignerHost />
      <ScrollRestoration getKey={(location) => location.pathname} />
    </MantineShell>
  );
}
