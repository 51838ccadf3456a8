import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { useSession } from '../session.tsx';
import { useShortcuts } from '../shortcuts.ts';
import { homeOf } from '../site-map.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { KeysDialog } from './Keys.tsx';
import { RowsSkeleton } from './Loaded.tsx';
import { Navigation } from './Navigation.tsx';
import { OfflineBanner } from './OfflineBanner.tsx';
import { ProveDialog } from './ProveDialog.tsx';
import { SearchEverything } from './search/SearchEverything.tsx';

/** The frame of every signed-in page: skip link, school's name, navigation by role, offline banner, the page. */
export function Shell() {
  const [menu, { toggle, close }] = useDisclosure(false);
  const [keys, keysDialog] = useDisclosure(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when the page changes
  useEffect(close, [pathname]);
  useShortcuts({ '?': keysDialog.open, '/': focusSearch });
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      padding={0}
      transitionDuration={0}
    >
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <AppShell.Header className="top-bar">
        <Top menu={menu} toggle={toggle} onKeys={keysDialog.open} />
      </AppShell.Header>
      <AppShell.Navbar className="side" aria-label="Pages">
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className="content">
        <OfflineBanner />
        <Suspense fallback={<RowsSkeleton />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
      <ProveDialog />
      <KeysDialog opened={keys} onClose={keysDialog.close} />
    </AppShell>
  );
}

function Top({ menu, toggle, onKeys }: { menu: boolean; toggle(): void; onKeys(): void }) {
  const { school, may } = useSession();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="xs" wrap="nowrap" miw={0}>
        <Burger
          opened={menu}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={menu ? 'Close the menu' : 'Open the menu'}
          aria-expanded={menu}
        />
        <Link to={homeOf(may)} className="brand" aria-label="Caretaker: your first page">
          <img src="/icon.svg" alt="" width={24} height={24} />
          <span className="brand-name">Caretaker</span>
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {school.name}
        </Text>
      </Group>
      <SearchEverything />
      <AccountMenu onKeys={onKeys} />
    </Group>
  );
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('input[type="search"]')?.focus();
}
