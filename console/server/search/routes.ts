/** `/search`: what the search box of every page asks. */
import {
  type SearchHit,
  type Sought,
  type SoughtKind,
  searchAnswer,
  searchQuery,
  soughtKinds,
} from '../../../shared/protocol/api/search.ts';
import { may, type Permission } from '../access.ts';
import { seekAssets } from '../assets/index.ts';
import { seekClauses } from '../clauses/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { seekDevices } from '../devices/index.ts';
import { seekBatches } from '../disposals/index.ts';
import { seekGroups, seekPolicies } from '../groups/index.ts';
import { seekIncidents } from '../incidents/index.ts';
import { seekLicences } from '../licences/index.ts';
import { seekLoans } from '../loans/index.ts';
import { seekMedia } from '../media/index.ts';
import { seekNotices } from '../notices/index.ts';
import { seekPersons } from '../people/index.ts';
import { seekRequests } from '../requests/index.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { seekTitles } from '../software/index.ts';
import { seekSuppliers } from '../suppliers/index.ts';
import { seekVulnerabilities } from '../vulnerabilities/index.ts';

interface Room {
  permission: Permission;
  seek(db: Tx, schoolId: string, text: string, limit: number, by: Caller): Promise<Sought[]>;
}

/** Who may open a thing may find it. */
const rooms: Record<SoughtKind, Room> = {
  device: { permission: 'devices.read', seek: seekDevices },
  person: { permission: 'persons.read', seek: seekPersons },
  asset: { permission: 'assets.read', seek: seekAssets },
  loan: { permission: 'loans.read', seek: seekLoans },
  software: { permission: 'software.read', seek: seekTitles },
  incident: { permission: 'incidents.read', seek: seekIncidents },
  group: { permission: 'groups.read', seek: seekGroups },
  policy: { permission: 'policies.read', seek: seekPolicies },
  request: { permission: 'requests.read', seek: seekRequests },
  medium: { permission: 'media.read', seek: seekMedia },
  vulnerability: { permission: 'software.read', seek: seekVulnerabilities },
  notice: { permission: 'notices.read', seek: seekNotices },
  supplier: { permission: 'suppliers.read', seek: seekSuppliers },
  licence: { permission: 'licences.read', seek: seekLicences },
  batch: { permission: 'disposals.read', seek: seekBatches },
  promise: { permission: 'promises.read', seek: seekClauses },
};

const mostOfAKind = 5;

export function routes({ db }: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/search',
      summary:
        'Devices, people, assets and whatever else has a name here: five of each kind that the caller may see',
      permission: 'session.own',
      query: searchQuery,
      response: searchAnswer,
      handle: ({ caller, query }) => seekAll(db, caller, query.q),
    }),
  ];
}

async function seekAll(db: Tx, caller: Caller, text: string) {
  const allowed = soughtKinds.filter(kind => may(caller, rooms[kind].permission));
  const found = await Promise.all(
    allowed.map(async kind => ({
      kind,
      hits: await rooms[kind].seek(db, caller.schoolId, text, mostOfAKind + 1, caller),
    })),
  );
  return {
    items: found.flatMap(({ kind, hits }): SearchHit[] =>
      hits.slice(0, mostOfAKind).map(hit => ({ kind, ...hit })),
    ),
    next: null,
    more: found.filter(({ hits }) => hits.length > mostOfAKind).map(({ kind }) => kind),
  };
}
