/** Every view that a page reads: its key, its address and its schema, once. `live.ts` invalidates by the first word of a key. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type * as z from 'zod';
import * as accounts from '../../shared/protocol/api/accounts.ts';
import * as assets from '../../shared/protocol/api/assets.ts';
import * as devices from '../../shared/protocol/api/devices.ts';
import * as enrolment from '../../shared/protocol/api/enrolment.ts';
import * as orders from '../../shared/protocol/api/orders.ts';
import * as overview from '../../shared/protocol/api/overview.ts';
import * as policies from '../../shared/protocol/api/policies.ts';
import { get } from './api-client.ts';

/** Devices are asked for what they see when a draft begins; their answers come in over the next seconds. */
const whatIfMs = 10_000;

function view<S extends z.ZodType>(key: readonly [string, ...string[]], path: string, schema: S) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => get(path, schema, { signal }) });
}

type Filters = Record<string, string | undefined>;
interface Page {
  next: string | null;
}

/** A list by cursor. Earlier rows stay on screen while a new filter loads. */
function pages<S extends z.ZodType<Page>>(
  name: string,
  path: string,
  schema: S,
  filters: Filters,
  limit: number,
) {
  return infiniteQueryOptions({
    queryKey: [name, path, filters] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      get(path, schema, { query: { ...filters, limit, cursor: pageParam }, signal }),
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const views = {
  session: () => view(['session'], '/session', accounts.session),
  overview: () => view(['overview'], '/overview', overview.overview),
  summary: () => view(['summary'], '/summary', overview.summary),
  promises: () => view(['promises'], '/promises', overview.promises),
  devices: (filters: Filters) => pages('devices', '/devices', devices.deviceList, filters, 50),
  device: (id: string) => view(['device', id], `/devices/${id}`, devices.device),
  software: (id: string, search: string | undefined) =>
    pages('device', `/devices/${id}/software`, devices.softwareList, { search }, 100),
  history: (id: string) => pages('device', `/devices/${id}/history`, devices.historyList, {}, 50),
  orders: (id: string) => pages('device', `/devices/${id}/orders`, orders.orderList, {}, 25),
  recovery: (id: string) =>
    view(['device', `/devices/${id}/recovery`], `/devices/${id}/recovery`, orders.recoveryView),
  assets: (filters: Filters) => pages('assets', '/assets', assets.assetList, filters, 50),
  asset: (id: string) => view(['asset', id], `/assets/${id}`, assets.asset),
  assetHistory: (id: string) => pages('asset', `/assets/${id}/history`, assets.assetHistory, {}, 25),
  assetChoices: () => view(['assets', 'choices'], '/assets/choices', assets.assetChoices),
  assetSuggestions: () => view(['assets', 'suggestions'], '/assets/suggestions', assets.assetSuggestions),
  groups: () => view(['groups'], '/groups', devices.groupList),
  policy: (groupId: string) => view(['policy', groupId], `/groups/${groupId}/policy`, overview.policyView),
  policies: () => view(['policies'], '/policies', policies.policyTable),
  place: (place: string) => view(['policies', 'place', place], `/policies/places/${place}`, policies.place),
  versions: (place: string) =>
    pages('policies', `/policies/places/${place}/versions`, policies.versionList, {}, 50),
  version: (id: string, against: string | undefined) =>
    queryOptions({
      queryKey: ['policies', 'version', id, against] as const,
      queryFn: ({ signal }) =>
        get(`/policies/versions/${id}`, policies.comparison, { query: { with: against }, signal }),
      placeholderData: keepPreviousData,
    }),
  /** `revision` so that an edited draft asks again; the answer before stays on screen meanwhile. */
  whatIf: (id: string, revision: number) =>
    queryOptions({
      queryKey: ['policies', 'what-if', id, revision] as const,
      refetchInterval: whatIfMs,
      queryFn: ({ signal }) => get(`/policies/versions/${id}/what-if`, policies.whatIf, { signal }),
      placeholderData: keepPreviousData,
    }),
  delivery: (groupId: string) =>
    view(['policies', 'delivery', groupId], `/policies/groups/${groupId}/delivery`, policies.delivery),
  devicePolicy: (id: string) =>
    view(['policies', 'device', id], `/policies/devices/${id}`, policies.devicePolicy),
  exceptions: () => view(['policies', 'exceptions'], '/policies/exceptions', policies.exceptionList),
  policyRules: () => view(['policies', 'rules'], '/policies/rules', policies.policyRules),
  queue: () => pages('queue', '/queue', enrolment.waitingList, {}, 200),
  codes: () => pages('codes', '/enrolment-codes', enrolment.codeList, {}, 50),
  people: () => pages('people', '/people', accounts.accountList, {}, 100),
  tokens: () => pages('tokens', '/tokens', accounts.tokenList, {}, 100),
  audit: () => pages('audit', '/audit-log', accounts.auditList, {}, 50),
};
