import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router';
import { Broken } from './components/Broken.tsx';
import { Only } from './components/Only.tsx';
import { Shell } from './components/Shell.tsx';
import { Home, SignedIn } from './components/SignedIn.tsx';
import { queryClient } from './query-client.ts';
import { cssVariables, theme } from './theme.ts';

/** A page that is fetched when it is first opened, for those with the permission. */
function page(path: string, permission: string | null, load: () => Promise<ComponentType>): RouteObject {
  return {
    path,
    lazy: async () => {
      const Body = await load();
      return {
        element: (
          <Only may={permission}>
            <Body />
          </Only>
        ),
      };
    },
  };
}

const signedInPages: RouteObject[] = [
  { index: true, Component: Home },
  page(
    'overview',
    'overview.read',
    async () => (await import('./pages/overview/OverviewPage.tsx')).OverviewPage,
  ),
  page('devices', 'devices.read', async () => (await import('./pages/devices/DevicesPage.tsx')).DevicesPage),
  page('devices/:id', 'devices.read', async () => (await import('./pages/device/DevicePage.tsx')).DevicePage),
  page('assets', 'assets.read', async () => (await import('./pages/assets/AssetsPage.tsx')).AssetsPage),
  page(
    'assets/new',
    'assets.edit',
    async () => (await import('./pages/assets/NewAssetPage.tsx')).NewAssetPage,
  ),
  page(
    'assets/import',
    'assets.edit',
    async () => (await import('./pages/assets/ImportPage.tsx')).ImportPage,
  ),
  page('assets/:id', 'assets.read', async () => (await import('./pages/assets/AssetPage.tsx')).AssetPage),
  page('queue', 'queue.read', async () => (await import('./pages/queue/QueuePage.tsx')).QueuePage),
  page(
    'promises',
    'promises.read',
    async () => (await import('./pages/promises/PromisesPage.tsx')).PromisesPage,
  ),
  page(
    'policies',
    'policies.read',
    async () => (await import('./pages/policies/PoliciesPage.tsx')).PoliciesPage,
  ),
  page(
    'policies/exceptions',
    'policies.read',
    async () => (await import('./pages/policies/ExceptionsPage.tsx')).ExceptionsPage,
  ),
  page(
    'policies/rules',
    'policies.read',
    async () => (await import('./pages/policies/RulesPage.tsx')).RulesPage,
  ),
  page(
    'policies/versions/:id',
    'policies.read',
    async () => (await import('./pages/policies/VersionPage.tsx')).VersionPage,
  ),
  page(
    'policies/:place',
    'policies.read',
    async () => (await import('./pages/policies/PlacePage.tsx')).PlacePage,
  ),
  page(
    'enrolment-codes',
    'codes.manage',
    async () => (await import('./pages/enrolment-codes/CodesPage.tsx')).CodesPage,
  ),
  page('groups', 'groups.read', async () => (await import('./pages/groups/GroupsPage.tsx')).GroupsPage),
  page('people', 'people.manage', async () => (await import('./pages/people/PeoplePage.tsx')).PeoplePage),
  page('tokens', 'tokens.manage', async () => (await import('./pages/tokens/TokensPage.tsx')).TokensPage),
  page(
    'audit-log',
    'audit.read',
    async () => (await import('./pages/audit-log/AuditLogPage.tsx')).AuditLogPage,
  ),
  page('school', 'school.edit', async () => (await import('./pages/school/SchoolPage.tsx')).SchoolPage),
  page('account', null, async () => (await import('./pages/account/AccountPage.tsx')).AccountPage),
  page('*', null, async () => (await import('./pages/NotFoundPage.tsx')).NotFoundPage),
];

const router = createBrowserRouter([
  {
    ErrorBoundary: Broken,
    HydrateFallback: () => null,
    children: [
      {
        path: '/sign-in',
        lazy: async () => ({ Component: (await import('./pages/sign-in/SignInPage.tsx')).SignInPage }),
      },
      {
        Component: SignedIn,
        children: [
          {
            path: '/set-up',
            lazy: async () => ({ Component: (await import('./pages/set-up/SetUpPage.tsx')).SetUpPage }),
          },
          {
            path: '/',
            Component: Shell,
            children: [{ ErrorBoundary: Broken, children: signedInPages }],
          },
        ],
      },
    ],
  },
]);

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>
  );
}
