/** Every room's routes, and what rooms do by themselves while the console runs. A new room is one line here. */
import { accountKind, routes as accounts, tokenKind } from './accounts/index.ts';
import { routes as alerts, startAlerts } from './alerts/index.ts';
import {
  type AnyKind,
  routes as approvals,
  forgetting as approvalsForgetting,
  startApprovals,
} from './approvals/index.ts';
import { routes as assetFiles } from './asset-files/index.ts';
import { routes as assets } from './assets/index.ts';
import { routes as audit } from './audit/index.ts';
import { routes as backups } from './backups/index.ts';
import { routes as bulk, manyInLessons, manyMoved } from './bulk/index.ts';
import { routes as calendar } from './calendar/index.ts';
import { routes as checks } from './checks/index.ts';
import { routes as clauses } from './clauses/index.ts';
import type { Context } from './context.ts';
import { routes as custody } from './custody/index.ts';
import { routes as deliveries } from './deliveries/index.ts';
import { departureKind, routes as departures } from './departures/index.ts';
import { routes as devices } from './devices/index.ts';
import { routes as diagnostics, startForgettingDiagnostics } from './diagnostics/index.ts';
import { routes as directories, directoryKind } from './directories/index.ts';
import { disposalKinds, routes as disposals } from './disposals/index.ts';
import { routes as enrolment } from './enrolment/index.ts';
import { routes as evidence } from './evidence/index.ts';
import { attachReport, routes as governors, startGovernors } from './governors/index.ts';
import { routes as groups } from './groups/index.ts';
import { routes as incidents, startForgettingIncidents } from './incidents/index.ts';
import { routes as labels } from './labels/index.ts';
import { routes as licences } from './licences/index.ts';
import { routes as loans, forgetting as loansForgetting, startLoans } from './loans/index.ts';
import { routes as lost, lostKind } from './lost/index.ts';
import { routes as media, forgetting as mediaForgetting, mediaListKind, startNoting } from './media/index.ts';
import { routes as neighbours, forgetting as neighboursForgetting } from './neighbours/index.ts';
import { routes as notices, forgetting as noticesForgetting, startNotices } from './notices/index.ts';
import { routes as orders, startOrders, suspension } from './orders/index.ts';
import { routes as overview } from './overview/index.ts';
import { routes as own } from './own/index.ts';
import { routes as people, forgetting as peopleForgetting } from './people/index.ts';
import { routes as personalData } from './personal-data/index.ts';
import {
  finishKind,
  routes as policies,
  forgetting as policiesForgetting,
  startPolicies,
} from './policies/index.ts';
import { forgettingDays, forgettingEvidence, routes as promises, startKeeping } from './promises/index.ts';
import { routes as pupilLink } from './pupil-link/index.ts';
import { routes as quarantine, quarantineKind, releaseKind } from './quarantine/index.ts';
import { routes as recovery, recoveryCodeKind } from './recovery/index.ts';
import { recoveryKeyKind, routes as recoveryKeys, startRecoveryKeys } from './recovery-keys/index.ts';
import { forgetting as reportsForgetting, startAgeing } from './reports/index.ts';
import { routes as requests, forgetting as requestsForgetting, startAnswering } from './requests/index.ts';
import { type Forgetting, routes as retention, startForgetting } from './retention/index.ts';
import { routes as reviews } from './reviews/index.ts';
import type { RouteSpec } from './route.ts';
import { routes as savedViews } from './saved-views/index.ts';
import { routes as schools } from './schools/index.ts';
import { routes as search } from './search/index.ts';
import { routes as sittings, forgetting as sittingsForgetting } from './sittings/index.ts';
import { routes as software } from './software/index.ts';
import { letGo, routes as stockTakes } from './stock-takes/index.ts';
import { routes as suppliers } from './suppliers/index.ts';
import { startSupport, routes as support } from './support/index.ts';
import { routes as upkeep } from './upkeep/index.ts';
import { startVulnerabilities, routes as vulnerabilities } from './vulnerabilities/index.ts';
import { routes as webhooks } from './webhooks/index.ts';

/** What a second person may be asked to agree to. */
export const approvalKinds: readonly AnyKind[] = [
  suspension,
  manyInLessons,
  manyMoved,
  finishKind,
  mediaListKind,
  departureKind,
  recoveryCodeKind,
  recoveryKeyKind,
  ...disposalKinds,
  lostKind,
  quarantineKind,
  releaseKind,
  accountKind,
  tokenKind,
  directoryKind,
];

/** Who came first goes last: what names somebody goes before the person. */
export const forgettings: readonly Forgetting[] = [
  sittingsForgetting,
  neighboursForgetting,
  reportsForgetting,
  forgettingEvidence,
  forgettingDays,
  noticesForgetting,
  requestsForgetting,
  approvalsForgetting,
  policiesForgetting,
  loansForgetting,
  mediaForgetting,
  peopleForgetting,
];

export function allRoutes(context: Context, version: string): RouteSpec[] {
  return [
    ...accounts(context, version),
    ...directories(context),
    ...schools(context),
    ...calendar(context),
    ...pupilLink(context),
    ...clauses(context),
    ...audit(context),
    ...devices(context),
    ...bulk(context),
    ...departures(context),
    ...assets(context, letGo(context)),
    ...assetFiles(context),
    ...checks(context),
    ...custody(context),
    ...suppliers(context),
    ...backups(context),
    ...reviews(context),
    ...licences(context),
    ...upkeep(context),
    ...software(context),
    ...vulnerabilities(context),
    ...people(context),
    ...personalData(context),
    ...retention(context),
    ...own(context),
    ...loans(context),
    ...labels(context),
    ...stockTakes(context),
    ...disposals(context),
    ...groups(context),
    ...enrolment(context),
    ...policies(context),
    ...overview(context),
    ...promises(context),
    ...governors(context),
    ...evidence(context),
    ...approvals(context, approvalKinds),
    ...media(context),
    ...requests(context),
    ...notices(context),
    ...incidents(context),
    ...alerts(context),
    ...deliveries(context),
    ...webhooks(context),
    ...orders(context),
    ...support(context),
    ...diagnostics(context),
    ...lost(context),
    ...quarantine(context),
    ...sittings(context),
    ...recovery(context),
    ...recoveryKeys(context),
    ...neighbours(context),
    ...search(context),
    ...savedViews(context),
  ];
}

/** Returns the stop. */
export async function startRooms(context: Context): Promise<() => Promise<void>> {
  const stopRecoveryKeys = await startRecoveryKeys(context);
  const stopPolicies = await startPolicies(context);
  const stopAgeing = startAgeing(context);
  const stopKeeping = startKeeping(context);
  const stopVulnerabilities = await startVulnerabilities(context);
  const stopApprovals = startApprovals(context, approvalKinds);
  const stopMedia = startNoting(context);
  const stopNotices = startNotices(context);
  const stopLoans = startLoans(context);
  const stopOrders = startOrders(context);
  const stopAnswering = startAnswering(context);
  const stopSupport = startSupport(context);
  const stopDiagnostics = startForgettingDiagnostics(context);
  const stopForgetting = startForgetting(context, forgettings);
  const stopAlerts = startAlerts(context, attachReport(context));
  const stopGovernors = startGovernors(context);
  const stopIncidents = startForgettingIncidents(context);
  return async () => {
    await stopPolicies();
    await stopRecoveryKeys();
    stopOrders();
    await stopAnswering();
    stopSupport();
    stopDiagnostics();
    stopIncidents();
    await stopGovernors();
    await stopNotices();
    await stopLoans();
    await stopAlerts();
    await stopApprovals();
    await stopMedia();
    await stopKeeping();
    await stopAgeing();
    await stopForgetting();
    await stopVulnerabilities();
  };
}
