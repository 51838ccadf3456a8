import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createBrowserRouter, type RouteObject, RouterProvider } from 'react-router';
import { Broken } from './components/Broken.tsx';
import { Shell } from './components/Shell.tsx';
import { Home, SignedIn } from './components/SignedIn.tsx';
import { page } from './lazy-page.tsx';
import { queryClient } from './query-client.ts';
import { cssVariables, theme } from './theme.ts';

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
  page('checks', 'assets.read', async () => (await import('./pages/upkeep/ChecksPage.tsx')).ChecksPage),
  page('upkeep', 'upkeep.read', async () => (await import('./pages/upkeep/UpkeepPage.tsx')).UpkeepPage),
  page(
    'suppliers',
    'suppliers.read',
    async () => (await import('./pages/suppliers/SuppliersPage.tsx')).SuppliersPage,
  ),
  page(
    'licences',
    'licences.read',
    async () => (await import('./pages/licences/LicencesPage.tsx')).LicencesPage,
  ),
  page('assets/:id', 'assets.read', async () => (await import('./pages/assets/AssetPage.tsx')).AssetPage),
  page('labels', 'assets.edit', async () => (await import('./pages/labels/LabelsPage.tsx')).LabelsPage),
  page('a/:tag', 'assets.read', async () => (await import('./pages/labels/TagPage.tsx')).TagPage),
  page(
    'stock-takes',
    'stock_takes.read',
    async () => (await import('./pages/stock-take/StockTakesPage.tsx')).StockTakesPage,
  ),
  page(
    'stock-takes/:id',
    'stock_takes.read',
    async () => (await import('./pages/stock-take/StockTakePage.tsx')).StockTakePage,
  ),
  page('loans', 'loans.read', async () => (await import('./pages/loans/LoansPage.tsx')).LoansPage),
  page('loans/new', 'loans.edit', async () => (await import('./pages/loans/NewLoanPage.tsx')).NewLoanPage),
  page('loans/sets', 'loans.read', async () => (await import('./pages/loans/SetsPage.tsx')).SetsPage),
  page(
    'loans/agreement',
    'loans.read',
    async () => (await import('./pages/loans/AgreementPage.tsx')).AgreementPage,
  ),
  page('loans/:id', 'loans.read', async () => (await import('./pages/loans/LoanPage.tsx')).LoanPage),
  page(
    'people/everybody',
    'persons.read',
    async () => (await import('./pages/people/EverybodyPage.tsx')).EverybodyPage,
  ),
  page(
    'people/:id',
    'persons.read',
    async () => (await import('./pages/people/OnePersonPage.tsx')).OnePersonPage,
  ),
  page(
    'software',
    'software.read',
    async () => (await import('./pages/software/SoftwarePage.tsx')).SoftwarePage,
  ),
  page(
    'software/support-ends',
    'software.read',
    async () => (await import('./pages/software/SupportEndsPage.tsx')).SupportEndsPage,
  ),
  page(
    'software/:id',
    'software.read',
    async () => (await import('./pages/software/TitlePage.tsx')).TitlePage,
  ),
  page(
    'vulnerabilities',
    'software.read',
    async () => (await import('./pages/vulnerabilities/VulnerabilitiesPage.tsx')).VulnerabilitiesPage,
  ),
  page(
    'vulnerabilities/advisories',
    'software.read',
    async () => (await import('./pages/vulnerabilities/AdvisoriesPage.tsx')).AdvisoriesPage,
  ),
  page(
    'vulnerabilities/:id',
    'software.read',
    async () => (await import('./pages/vulnerabilities/VulnerabilityPage.tsx')).VulnerabilityPage,
  ),
  page(
    'disposals',
    'disposals.read',
    async () => (await import('./pages/disposals/DisposalsPage.tsx')).DisposalsPage,
  ),
  page(
    'disposals/write-offs/new',
    'disposals.edit',
    async () => (await import('./pages/disposals/NewWriteOffPage.tsx')).NewWriteOffPage,
  ),
  page(
    'disposals/write-offs/:id',
    'disposals.read',
    async () => (await import('./pages/disposals/WriteOffPage.tsx')).WriteOffPage,
  ),
  page(
    'disposals/items/:id',
    'disposals.read',
    async () => (await import('./pages/disposals/ItemPage.tsx')).ItemPage,
  ),
  page(
    'disposals/batches/:id',
    'disposals.read',
    async () => (await import('./pages/disposals/BatchPage.tsx')).BatchPage,
  ),
  page(
    'disposals/batches/:id/van',
    'disposals.edit',
    async () => (await import('./pages/disposals/VanPage.tsx')).VanPage,
  ),
  page(
    'disposals/contractors',
    'disposals.read',
    async () => (await import('./pages/disposals/ContractorsPage.tsx')).ContractorsPage,
  ),
  page('yours', 'own.read', async () => (await import('./pages/own/YoursPage.tsx')).YoursPage),
  page('reports', 'reports.read', async () => (await import('./pages/promises/ReportsPage.tsx')).ReportsPage),
  page(
    'reports/:number',
    'reports.read',
    async () => (await import('./pages/promises/ReportPage.tsx')).ReportPage,
  ),
  page('queue', 'queue.read', async () => (await import('./pages/queue/QueuePage.tsx')).QueuePage),
  page(
    'promises',
    'promises.read',
    async () => (await import('./pages/promises/PromisesPage.tsx')).PromisesPage,
  ),
  page(
    'promises/words',
    'clauses.edit',
    async () => (await import('./pages/promises/WordsPage.tsx')).WordsPage,
  ),
  page(
    'promises/not-yet',
    'promises.read',
    async () => (await import('./pages/promises/NotYetPage.tsx')).NotYetPage,
  ),
  page(
    'promises/week',
    'promises.read',
    async () => (await import('./pages/promises/WeekPage.tsx')).WeekPage,
  ),
  page(
    'promises/report',
    'promises.read',
    async () => (await import('./pages/promises/GovernorsPage.tsx')).GovernorsPage,
  ),
  page(
    'promises/days/:day',
    'promises.read',
    async () => (await import('./pages/promises/PromiseDayPage.tsx')).PromiseDayPage,
  ),
  page(
    'promises/days/:day/checks/:control',
    'devices.read',
    async () => (await import('./pages/promises/BehindDayPage.tsx')).BehindDayPage,
  ),
  page(
    'promises/:key',
    'promises.read',
    async () => (await import('./pages/promises/PromisePage.tsx')).PromisePage,
  ),
  page(
    'policies',
    'policies.read',
    async () => (await import('./pages/policies/PoliciesPage.tsx')).PoliciesPage,
  ),
  page(
    'policies/exceptions',
    'exceptions.read',
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
    'requests',
    'requests.read',
    async () => (await import('./pages/requests/RequestsPage.tsx')).RequestsPage,
  ),
  page('notices', 'notices.read', async () => (await import('./pages/notices/NoticesPage.tsx')).NoticesPage),
  page(
    'notices/new',
    'notices.edit',
    async () => (await import('./pages/notices/NewMessagePage.tsx')).NewMessagePage,
  ),
  page(
    'notices/round',
    'notices.edit',
    async () => (await import('./pages/notices/NewRoundPage.tsx')).NewRoundPage,
  ),
  page(
    'notices/rules',
    'notices.read',
    async () => (await import('./pages/notices/RulesPage.tsx')).RulesPage,
  ),
  page(
    'notices/:id',
    'notices.read',
    async () => (await import('./pages/notices/NoticePage.tsx')).NoticePage,
  ),
  page(
    'neighbours',
    'neighbours.read',
    async () => (await import('./pages/neighbours/NeighboursPage.tsx')).NeighboursPage,
  ),
  page(
    'neighbours/import',
    'neighbours.edit',
    async () => (await import('./pages/neighbours/ImportPage.tsx')).ImportPage,
  ),
  page('media', 'media.read', async () => (await import('./pages/media/MediaPage.tsx')).MediaPage),
  page('media/import', 'media.edit', async () => (await import('./pages/media/ImportPage.tsx')).ImportPage),
  page('media/:id', 'media.read', async () => (await import('./pages/media/MediumPage.tsx')).MediumPage),
  page('support', 'support.read', async () => (await import('./pages/support/SupportPage.tsx')).SupportPage),
  page(
    'incidents',
    'incidents.read',
    async () => (await import('./pages/incidents/IncidentsPage.tsx')).IncidentsPage,
  ),
  page(
    'incidents/:id',
    'incidents.read',
    async () => (await import('./pages/incidents/IncidentPage.tsx')).IncidentPage,
  ),
  page('alerts', 'alerts.read', async () => (await import('./pages/alerts/AlertsPage.tsx')).AlertsPage),
  page(
    'webhooks',
    'webhooks.manage',
    async () => (await import('./pages/webhooks/WebhooksPage.tsx')).WebhooksPage,
  ),
  page(
    'approvals',
    'approvals.read',
    async () => (await import('./pages/approvals/ApprovalsPage.tsx')).ApprovalsPage,
  ),
  page(
    'approvals/:id',
    'approvals.read',
    async () => (await import('./pages/approvals/ApprovalPage.tsx')).ApprovalPage,
  ),
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
  page('people', 'people.manage', async () => (await import('./pages/people/PeoplePage.tsx')).PeoplePage),
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
