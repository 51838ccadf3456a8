/** Every view that a page reads: its key, its address and its schema, once. `live.ts` invalidates by the first word of a key. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import { get } from './api-client.ts';

/** Schemas are fetched with the first view that needs them: to make them all takes longer than to draw most pages. */
function of<M>(load: () => Promise<M>) {
  return <K extends keyof M>(name: K) =>
    async (): Promise<M[K]> =>
      (await load())[name];
}

const accounts = of(() => import('../../shared/protocol/api/accounts.ts'));
const alerts = of(() => import('../../shared/protocol/api/alerts.ts'));
const approvals = of(() => import('../../shared/protocol/api/approvals.ts'));
const assetChecks = of(() => import('../../shared/protocol/api/asset-checks.ts'));
const assetImports = of(() => import('../../shared/protocol/api/asset-imports.ts'));
const assetMistakes = of(() => import('../../shared/protocol/api/asset-mistakes.ts'));
const assetFiles = of(() => import('../../shared/protocol/api/asset-files.ts'));
const assetMachine = of(() => import('../../shared/protocol/api/asset-machine.ts'));
const assets = of(() => import('../../shared/protocol/api/assets.ts'));
const audit = of(() => import('../../shared/protocol/api/audit.ts'));
const backups = of(() => import('../../shared/protocol/api/backups.ts'));
const baseline = of(() => import('../../shared/protocol/api/baseline.ts'));
const calendar = of(() => import('../../shared/protocol/api/calendar.ts'));
const catalogue = of(() => import('../../shared/protocol/api/software.ts'));
const clauses = of(() => import('../../shared/protocol/api/clauses.ts'));
const custody = of(() => import('../../shared/protocol/api/custody.ts'));
const devices = of(() => import('../../shared/protocol/api/devices.ts'));
const directories = of(() => import('../../shared/protocol/api/directories.ts'));
const disposalInputs = of(() => import('../../shared/protocol/api/disposal-inputs.ts'));
const disposalList = of(() => import('../../shared/protocol/api/disposal-list.ts'));
const disposals = of(() => import('../../shared/protocol/api/disposals.ts'));
const enrolment = of(() => import('../../shared/protocol/api/enrolment.ts'));
const governors = of(() => import('../../shared/protocol/api/governors.ts'));
const incidents = of(() => import('../../shared/protocol/api/incidents.ts'));
const labels = of(() => import('../../shared/protocol/api/labels.ts'));
const licences = of(() => import('../../shared/protocol/api/licences.ts'));
const loans = of(() => import('../../shared/protocol/api/loans.ts'));
const lost = of(() => import('../../shared/protocol/api/lost.ts'));
const media = of(() => import('../../shared/protocol/api/media.ts'));
const neighbours = of(() => import('../../shared/protocol/api/neighbours.ts'));
const notices = of(() => import('../../shared/protocol/api/notices.ts'));
const orders = of(() => import('../../shared/protocol/api/orders.ts'));
const overview = of(() => import('../../shared/protocol/api/overview.ts'));
const own = of(() => import('../../shared/protocol/api/own.ts'));
const personalData = of(() => import('../../shared/protocol/api/personal-data.ts'));
const persons = of(() => import('../../shared/protocol/api/persons.ts'));
const policies = of(() => import('../../shared/protocol/api/policies.ts'));
const policyReviews = of(() => import('../../shared/protocol/api/policy-reviews.ts'));
const promiseRecords = of(() => import('../../shared/protocol/api/promise-records.ts'));
const pupilLink = of(() => import('../../shared/protocol/api/pupil-link.ts'));
const quarantine = of(() => import('../../shared/protocol/api/quarantine.ts'));
const recoveryKeys = of(() => import('../../shared/protocol/api/recovery-keys.ts'));
const requests = of(() => import('../../shared/protocol/api/requests.ts'));
const reviews = of(() => import('../../shared/protocol/api/reviews.ts'));
const savedViews = of(() => import('../../shared/protocol/api/saved-views.ts'));
const searching = of(() => import('../../shared/protocol/api/search.ts'));
const sittings = of(() => import('../../shared/protocol/api/sittings.ts'));
const stockTakes = of(() => import('../../shared/protocol/api/stock-takes.ts'));
const suppliers = of(() => import('../../shared/protocol/api/suppliers.ts'));
const support = of(() => import('../../shared/protocol/api/support.ts'));
const unapproved = of(() => import('../../shared/protocol/api/unapproved.ts'));
const upkeep = of(() => import('../../shared/protocol/api/upkeep.ts'));
const vulnerabilities = of(() => import('../../shared/protocol/api/vulnerabilities.ts'));

/** Devices are asked for what they see when a draft begins; their answers come in over the next seconds. */
const whatIfMs = 10_000;

function view<S extends z.ZodType>(
  key: readonly [string, ...string[]],
  path: string,
  schema: () => Promise<S>,
) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => get(path, schema(), { signal }) });
}

type Filters = Record<string, string | undefined>;
interface Page {
  next: string | null;
}

/** A list by cursor. Earlier rows stay on screen while a new filter loads. */
function pages<S extends z.ZodType<Page>>(
  name: string,
  path: string,
  schema: () => Promise<S>,
  filters: Filters,
  limit: number,
) {
  return infiniteQueryOptions({
    queryKey: [name, path, filters] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      get(path, schema(), { query: { ...filters, limit, cursor: pageParam }, signal }),
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const views = {
  session: () => view(['session'], '/session', accounts('session')),
  directoryButtons: () =>
    view(['directories', 'door'], '/session/directories', directories('directoryButtons')),
  directories: () => view(['directories'], '/directories', directories('directoryList')),
  connections: () => view(['connections'], '/session/connections', directories('connections')),
  security: () => view(['security'], '/session/security', accounts('ownSecurity')),
  overview: () => view(['overview'], '/overview', overview('overview')),
  summary: () => view(['summary'], '/summary', overview('summary')),
  promises: () => view(['promises'], '/promises', overview('promises')),
  promiseDays: () => view(['promises', 'days'], '/promises/days', overview('promiseDays')),
  promiseDay: (day: string) =>
    view(['promises', 'days', day], `/promises/days/${encodeURIComponent(day)}`, overview('promiseDay')),
  behindDay: (day: string, control: string, filters: Filters) =>
    pages(
      'promises',
      `/promises/days/${encodeURIComponent(day)}/checks/${encodeURIComponent(control)}`,
      overview('behindDay'),
      filters,
      50,
    ),
  pastPromise: (day: string, key: string) =>
    view(
      ['promises', 'days', day, 'promises', key],
      `/promises/days/${encodeURIComponent(day)}/promises/${encodeURIComponent(key)}`,
      overview('pastPromise'),
    ),
  promise: (key: string) =>
    view(['promises', key], `/promises/${encodeURIComponent(key)}`, overview('promiseDetail')),
  promiseRecord: (line: string) =>
    view(
      ['promises', 'records', line],
      `/promises/records/${encodeURIComponent(line)}`,
      promiseRecords('recordDetail'),
    ),
  promiseWeek: () => view(['promises', 'week'], '/promises/week', overview('promiseWeek')),
  evidenceKey: () => view(['session', 'evidence'], '/evidence', overview('evidenceKey')),
  governorsReports: () => view(['promises', 'reports'], '/governors-reports', governors('governorsReports')),
  keptReport: (number: string) =>
    view(
      ['promises', 'kept-report', number],
      `/governors-reports/${encodeURIComponent(number)}`,
      governors('governorsReportKept'),
    ),
  governorLetters: () =>
    view(['promises', 'letters'], '/governors-reports/letters', governors('governorLetters')),
  governorsReport: (day: string) =>
    view(
      ['promises', 'report', day],
      `/governors-reports/preview?day=${encodeURIComponent(day)}`,
      governors('governorsReport'),
    ),
  clauses: () => view(['promises', 'words'], '/clauses', clauses('clausesView')),
  policyReviews: () =>
    view(['promises', 'policy-reviews'], '/policy-reviews', policyReviews('policyReviews')),
  devices: (filters: Filters) => pages('devices', '/devices', devices('deviceList'), filters, 50),
  device: (id: string) => view(['device', id], `/devices/${id}`, devices('device')),
  software: (id: string, search: string | undefined) =>
    pages('device', `/devices/${id}/software`, devices('softwareList'), { search }, 100),
  history: (id: string, filters: Filters = {}) =>
    pages('device', `/devices/${id}/history`, devices('historyList'), filters, 50),
  deviceSends: (id: string) =>
    view(['device', `/devices/${id}/sends`], `/devices/${id}/sends`, personalData('sent')),
  orders: (id: string) => pages('device', `/devices/${id}/orders`, orders('orderList'), {}, 25),
  lost: (id: string) => view(['device', `/devices/${id}/lost`], `/devices/${id}/lost`, lost('lostAnswer')),
  quarantine: (id: string) =>
    view(
      ['device', `/devices/${id}/quarantine`],
      `/devices/${id}/quarantine`,
      quarantine('quarantineAnswer'),
    ),
  quarantines: () => pages('incidents', '/quarantines', quarantine('quarantineList'), {}, 25),
  sittings: (id: string) => pages('device', `/devices/${id}/sittings`, sittings('sittingList'), {}, 50),
  recovery: (id: string) =>
    view(['device', `/devices/${id}/recovery`], `/devices/${id}/recovery`, orders('recoveryView')),
  recoveryKeys: (id: string) =>
    view(
      ['device', `/devices/${id}/recovery-keys`],
      `/devices/${id}/recovery-keys`,
      recoveryKeys('recoveryKeyList'),
    ),
  neighbours: (filters: Filters) => pages('devices', '/neighbours', neighbours('neighbourList'), filters, 50),
  assets: (filters: Filters) => pages('assets', '/assets', assets('assetList'), filters, 50),
  asset: (id: string) => view(['asset', id], `/assets/${id}`, assets('asset')),
  assetHistory: (id: string) => pages('asset', `/assets/${id}/history`, assets('assetHistory'), {}, 25),
  assetChecks: (id: string) =>
    view(['asset', id, 'checks'], `/assets/${id}/checks`, assetChecks('assetChecks')),
  assetMachine: (id: string) =>
    view(['asset', id, 'machine'], `/assets/${id}/machine`, assetMachine('assetMachineAnswer')),
  assetCustody: (id: string) =>
    view(['asset', id, 'custody'], `/assets/${id}/custody`, custody('custodyChain')),
  assetMistake: (id: string) =>
    view(['asset', id, 'mistake'], `/assets/${id}/mistake`, assetMistakes('mistakeCheck')),
  assetImports: () => pages('assets', '/assets/imports', assetImports('assetImports'), {}, 10),
  assetMistakes: () => pages('assets', '/assets/mistakes', assetMistakes('mistakeList'), {}, 25),
  assetFiles: (id: string) => view(['asset', id, 'files'], `/assets/${id}/files`, assetFiles('assetFiles')),
  upkeep: (start: 4 | 9) => view(['upkeep', String(start)], `/upkeep?start=${start}`, upkeep('upkeep')),
  dueChecks: (kind: string, which: string) =>
    view(
      ['upkeep', 'checks', kind, which],
      `/asset-checks?kind=${kind}&view=${which}`,
      assetChecks('dueChecks'),
    ),
  personalData: () => view(['incidents', 'personal-data'], '/personal-data', personalData('personalData')),
  suppliers: () => view(['upkeep', 'suppliers'], '/suppliers', suppliers('supplierList')),
  backups: () => view(['upkeep', 'backups'], '/backups', backups('backupList')),
  reviews: () => view(['upkeep', 'reviews'], '/reviews', reviews('reviewList')),
  licences: () => view(['upkeep', 'licences'], '/licences', licences('licenceList')),
  licenceSeats: (id: string) =>
    view(['licence-seats', id], `/licences/${id}/seats`, licences('licenceSeatList')),
  licenceTitles: (search: string) =>
    view(
      ['licence-titles', search],
      `/licences/titles?search=${encodeURIComponent(search)}`,
      licences('titleChoices'),
    ),
  assetChoices: () => view(['assets', 'choices'], '/assets/choices', assets('assetChoices')),
  assetSuggestions: () => view(['assets', 'suggestions'], '/assets/suggestions', assets('assetSuggestions')),
  media: (filters: Filters) => pages('media', '/media', media('mediumList'), filters, 50),
  seenMedia: () => view(['media', 'seen'], '/media/seen', media('seenMedia')),
  medium: (id: string) => view(['media', id], `/media/${id}`, media('mediumDetail')),
  notices: (filters: Filters) => pages('notices', '/notices', notices('noticeList'), filters, 50),
  notice: (id: string) => view(['notices', id], `/notices/${id}`, notices('noticeDetail')),
  noticePeople: (id: string, filters: Filters) =>
    pages('notices', `/notices/${id}/people`, notices('noticePeople'), filters, 100),
  noticeDevices: (id: string, filters: Filters) =>
    pages('notices', `/notices/${id}/devices`, notices('noticeDevices'), filters, 100),
  noticeStrangers: (id: string) =>
    pages('notices', `/notices/${id}/strangers`, notices('noticeStrangers'), {}, 50),
  wordings: () => view(['notices', 'rules'], '/wordings', notices('wordingList')),
  requests: (filters: Filters) => pages('requests', '/requests', requests('requestList'), filters, 100),
  incidents: (filters: Filters) => pages('incidents', '/incidents', incidents('incidentList'), filters, 50),
  incident: (id: string) => view(['incidents', id], `/incidents/${id}`, incidents('incidentDetail')),
  supportSessions: (filters: Filters) =>
    pages('support', '/support-sessions', support('supportList'), filters, 50),
  supportRules: () => view(['support', 'rules'], '/support-sessions/rules', support('supportRulesView')),
  incidentReaders: () => view(['incidents', 'readers'], '/incidents/readers', incidents('incidentReaders')),
  incidentRules: () => view(['incidents', 'rules'], '/incidents/rules', incidents('incidentRules')),
  alerts: () => view(['alerts'], '/alerts', alerts('alertSettings')),
  deliveries: (filters: Filters) => pages('alerts', '/deliveries', alerts('deliveryList'), filters, 25),
  webhooks: () => view(['alerts', 'webhooks'], '/webhooks', alerts('webhookList')),
  approvals: () => view(['approvals'], '/approvals', approvals('approvalList')),
  approvalsAbout: (subject: string) =>
    view(['approvals', 'about', subject], `/approvals?subject=${subject}`, approvals('approvalList')),
  approval: (id: string) => view(['approvals', id], `/approvals/${id}`, approvals('approval')),
  stockTakes: () => view(['stock-takes'], '/stock-takes', stockTakes('stockTakeList')),
  stockTake: (id: string) => view(['stock-takes', id], `/stock-takes/${id}`, stockTakes('stockTake')),
  stockTakeItems: (id: string, outcome: string) =>
    pages('stock-takes', `/stock-takes/${id}/items`, stockTakes('stockTakeItems'), { outcome }, 200),
  labels: () => view(['labels'], '/labels', labels('labelChoices')),
  labelTag: (tag: string) => view(['labels', tag], `/labels/${encodeURIComponent(tag)}`, labels('labelTag')),
  loans: (filters: Filters) => pages('loans', '/loans', loans('loanList'), filters, 50),
  loan: (id: string) => view(['loan', id], `/loans/${id}`, loans('loan')),
  loanLetters: () => view(['loans', 'letters'], '/loans/letters', loans('loanLetters')),
  loanAgreements: () => view(['loans', 'agreements'], '/loans/agreements', loans('agreementList')),
  deviceLoan: (id: string) => view(['loans', 'device', id], `/devices/${id}/loan`, loans('deviceLoan')),
  sets: () => view(['loans', 'sets'], '/asset-sets', loans('assetSetList')),
  persons: (filters: Filters) => pages('persons', '/persons', persons('personList'), filters, 50),
  person: (id: string) => view(['persons', id], `/persons/${id}`, persons('person')),
  ownComputers: () => view(['own', 'computers'], '/own/computers', own('ownComputers')),
  ownLoans: () => view(['own', 'loans'], '/own/loans', own('ownLoans')),
  ownApprovals: () => view(['own', 'approvals'], '/own/approvals', own('ownApprovals')),
  calendar: () => view(['calendar'], '/calendar', calendar('calendarView')),
  pupilLink: () => view(['pupil-link'], '/pupil-link', pupilLink('pupilLinkView')),
  disposals: () => view(['disposals'], '/disposals', disposals('disposals')),
  disposalThings: (filters: Filters) =>
    pages('disposals', '/disposals/items', disposalList('thingList'), filters, 50),
  writeOff: (id: string) => view(['disposals', id], `/disposals/write-offs/${id}`, disposals('writeOff')),
  assetDisposal: (id: string) =>
    view(['disposals', 'asset', id], `/assets/${id}/disposal`, disposals('assetDisposal')),
  disposalItem: (id: string) => view(['disposals', id], `/disposals/items/${id}`, disposals('disposalItem')),
  batch: (id: string) => view(['disposals', id], `/disposals/batches/${id}`, disposals('batch')),
  contractors: () =>
    view(['disposals', 'contractors'], '/disposals/contractors', disposals('contractorList')),
  disposalRules: () => view(['disposals', 'rules'], '/disposals/rules', disposalInputs('disposalRules')),
  groups: () => view(['groups'], '/groups', devices('groupList')),
  titles: (filters: Filters) => pages('software', '/software', catalogue('titleList'), filters, 50),
  title: (id: string) => view(['software', id], `/software/${id}`, catalogue('title')),
  titleDevices: (id: string, version: string | undefined) =>
    pages('software', `/software/${id}/devices`, catalogue('installedOn'), { version }, 25),
  unapproved: (filters: Filters) =>
    pages('unapproved', '/unapproved-programs', unapproved('unapprovedList'), filters, 50),
  unapprovedProgram: (id: string) =>
    view(['unapproved', id], `/unapproved-programs/${id}`, unapproved('unapprovedDetail')),
  approvalWhatIf: (id: string, by: string, place: string) =>
    view(
      ['unapproved', id, by, place],
      `/unapproved-programs/${id}/what-if?by=${by}&place=${encodeURIComponent(place)}`,
      policies('whatIf'),
    ),
  supportEnds: () => view(['software', 'support-ends'], '/support-ends', catalogue('supportEnds')),
  vulnerabilities: (filters: Filters) =>
    pages('vulnerabilities', '/vulnerabilities', vulnerabilities('vulnerabilityList'), filters, 50),
  vulnerabilitySummary: () =>
    view(['vulnerabilities', 'summary'], '/vulnerabilities/summary', vulnerabilities('vulnerabilitySummary')),
  vulnerability: (id: string) =>
    view(['vulnerabilities', id], `/vulnerabilities/${id}`, vulnerabilities('vulnerability')),
  affectedDevices: (id: string) =>
    pages('vulnerabilities', `/vulnerabilities/${id}/devices`, vulnerabilities('affectedDevices'), {}, 25),
  advisoryImports: () =>
    pages('vulnerabilities', '/advisories/imports', vulnerabilities('advisoryImports'), {}, 10),
  policy: (groupId: string) => view(['policy', groupId], `/groups/${groupId}/policy`, overview('policyView')),
  policies: () => view(['policies'], '/policies', policies('policyTable')),
  place: (place: string) =>
    view(['policies', 'place', place], `/policies/places/${place}`, policies('place')),
  versions: (place: string) =>
    pages('policies', `/policies/places/${place}/versions`, policies('versionList'), {}, 50),
  version: (id: string, against: string | undefined) =>
    queryOptions({
      queryKey: ['policies', 'version', id, against] as const,
      queryFn: ({ signal }) =>
        get(`/policies/versions/${id}`, policies('comparison')(), { query: { with: against }, signal }),
      placeholderData: keepPreviousData,
    }),
  /** `revision` so that an edited draft asks again; the answer before stays on screen meanwhile. */
  whatIf: (id: string, revision: number) =>
    queryOptions({
      queryKey: ['policies', 'what-if', id, revision] as const,
      refetchInterval: whatIfMs,
      queryFn: ({ signal }) => get(`/policies/versions/${id}/what-if`, policies('whatIf')(), { signal }),
      placeholderData: keepPreviousData,
    }),
  delivery: (groupId: string) =>
    view(['policies', 'delivery', groupId], `/policies/groups/${groupId}/delivery`, policies('delivery')),
  baseline: (place: string) =>
    view(['policies', 'baseline', place], `/policies/places/${place}/baseline`, baseline('baseline')),
  devicePolicy: (id: string) =>
    view(['policies', 'device', id], `/policies/devices/${id}`, policies('devicePolicy')),
  exceptions: () => view(['policies', 'exceptions'], '/policies/exceptions', policies('exceptionList')),
  policyRules: () => view(['policies', 'rules'], '/policies/rules', policies('policyRules')),
  departures: () => view(['departures'], '/departures', devices('departureList')),
  queue: (filters: Filters) => pages('queue', '/queue', enrolment('waitingList'), filters, 200),
  codes: () => pages('codes', '/enrolment-codes', enrolment('codeList'), {}, 50),
  people: () => pages('people', '/people', accounts('accountList'), {}, 100),
  tokenChoices: () => view(['tokens', 'choices'], '/tokens/choices', accounts('tokenChoices')),
  tokens: () => pages('tokens', '/tokens', accounts('tokenList'), {}, 100),
  audit: (filters: Filters) => pages('audit', '/audit-log', accounts('auditList'), filters, 50),
  savedViews: () => view(['saved-views'], '/saved-views', savedViews('savedViewList')),
  search: (q: string) =>
    queryOptions({
      queryKey: ['search', q] as const,
      queryFn: ({ signal }) => get('/search', searching('searchAnswer')(), { query: { q }, signal }),
      placeholderData: keepPreviousData,
    }),
  auditPeople: () => view(['audit', 'people'], '/audit-log/people', audit('auditPeople')),
};
