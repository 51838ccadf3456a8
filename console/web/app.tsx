import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router';
import { Broken } from './components/Broken.tsx';
import { Shell } from './components/Shell.tsx';
import { Home, SignedIn } from './components/SignedIn.tsx';
import { page } from './lazy-page.tsx';
import { approvalsPages } from './pages/approvals/pages.ts';
import { assetsPages } from './pages/assets/pages.ts';
import { disposalsPages } from './pages/disposals/pages.ts';
import { incidentsPages } from './pages/incidents/pages.ts';
import { labelsPages } from './pages/labels/pages.ts';
import { loansPages } from './pages/loans/pages.ts';
import { mediaPages } from './pages/media/pages.ts';
import { neighboursPages } from './pages/neighbours/pages.ts';
import { noticesPages } from './pages/notices/pages.ts';
import { peoplePages } from './pages/people/pages.ts';
import { policiesPages } from './pages/policies/pages.ts';
import { promisesPages } from './pages/promises/pages.ts';
import { softwarePages } from './pages/software/pages.ts';
import { stockTakePages } from './pages/stock-take/pages.ts';
import { upkeepPages } from './pages/upkeep/pages.ts';
import { vulnerabilitiesPages } from './pages/vulnerabilities/pages.ts';
import { queryClient } from './query-client.ts';
import { cssVariables, theme } from './theme.ts';

/** A room with several pages keeps its own list of them. */
const signedInPages: RouteObject[] = [
  { index: true, Component: Home },
  page(
    'overview',
    'overview.read',
    async () => (await import('./pages/overview/OverviewPage.tsx')).OverviewPage,
  ),
  page('devices', 'devices.read', async () => (await import('./pages/devices/DevicesPage.tsx')).DevicesPage),
  page('devices/:id', 'devices.read', async () => (await import('./pages/device/DevicePage.tsx')).DevicePage),
  ...assetsPages,
  ...upkeepPages,
  page(
    'suppliers',
    'suppliers.read',
    async () => (await import('./pages/suppliers/SuppliersPage.tsx')).SuppliersPage,
  ),
  page('reviews', 'reviews.read', async () => (await import('./pages/reviews/ReviewsPage.tsx')).ReviewsPage),
  page('backups', 'backups.read', async () => (await import('./pages/backups/BackupsPage.tsx')).BackupsPage),
  page(
    'licences',
    'licences.read',
    async () => (await import('./pages/licences/LicencesPage.tsx')).LicencesPage,
  ),
  ...labelsPages,
  ...stockTakePages,
  ...loansPages,
  ...peoplePages,
  ...softwarePages,
  ...vulnerabilitiesPages,
  ...disposalsPages,
  page('yours', 'own.read', async () => (await import('./pages/own/YoursPage.tsx')).YoursPage),
  ...promisesPages,
  page('queue', 'queue.read', async () => (await import('./pages/queue/QueuePage.tsx')).QueuePage),
  ...policiesPages,
  page(
    'requests',
    'requests.read',
    async () => (await import('./pages/requests/RequestsPage.tsx')).RequestsPage,
  ),
  ...noticesPages,
  ...neighboursPages,
  ...mediaPages,
  page('support', 'support.read', async () => (await import('./pages/support/SupportPage.tsx')).SupportPage),
  page(
    'personal-data',
    'personal_data.read',
    async () => (await import('./pages/personal-data/PersonalDataPage.tsx')).PersonalDataPage,
  ),
  ...incidentsPages,
  page('alerts', 'alerts.read', async () => (await import('./pages/alerts/AlertsPage.tsx')).AlertsPage),
  page(
    'webhooks',
    'webhooks.manage',
    async () => (await import('./pages/webhooks/WebhooksPage.tsx')).WebhooksPage,
  ),
  ...approvalsPages,
  page(
    'enrolment-codes',
    'codes.manage',
    async () => (await import('./pages/enrolment-codes/CodesPage.tsx')).CodesPage,
  ),
  page(
    'calendar',
    'calendar.read',
    async () => (await import('./pages/calendar/CalendarPage.tsx')).CalendarPage,
  ),
  page(
    'pupil-link',
    'pupil_link.edit',
    async () => (await import('./pages/pupil-link/PupilLinkPage.tsx')).PupilLinkPage,
  ),
  page('groups', 'groups.read', async () => (await import('./pages/groups/GroupsPage.tsx')).GroupsPage),
  page(
    'directories',
    'directories.manage',
    async () => (await import('./pages/directories/DirectoriesPage.tsx')).DirectoriesPage,
  ),
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
        path: '/sign-in/:step?',
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
