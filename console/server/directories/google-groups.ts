/**
 * Google sends no groups with a sign-in: they are asked for, by the token of whoever signs in, of the Cloud Identity API
 * (`groups.memberships.searchDirectGroups`, cloud.google.com/identity/docs/reference/rest/v1). No key of an
 * administrator is kept, and the token is let go at once.
 */
import * as z from 'zod';
import type { Directory } from '../../../shared/protocol/api/directories.ts';

export const googleIssuer = 'https://accounts.google.com';
/** Reads groups, and changes none. People are asked for it once. */
export const groupsScope = 'https://www.googleapis.com/auth/cloud-identity.groups.readonly';
/** Of a thousand each, which is the most that one may be in at Google. */
const mostPages = 3;

const page = z.object({
  memberships: z.array(z.object({ groupKey: z.object({ id: z.string().max(300) }) })).default([]),
  nextPageToken: z.string().max(2000).optional(),
});

/** Of a school's groups the address is their name. */
export const asGoogleNames = (groups: Directory['groups']): Directory['groups'] =>
  groups.map(one => ({ ...one, group: one.group.toLowerCase() }));

/** A string of the Common Expression Language. */
const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** Addresses of the groups that this person is a member of themselves. Throws where Google does not tell them. */
export async function googleGroups(
  ask: (url: string, headers: Record<string, string>) => Promise<Response>,
  { issuer, token, email }: { issuer: string; token: string; email: string },
): Promise<string[]> {
  const base = issuer === googleIssuer ? 'https://cloudidentity.googleapis.com' : issuer;
  const url = new URL('/v1/groups/-/memberships:searchDirectGroups', base);
  const label = quoted('cloudidentity.googleapis.com/groups.discussion_forum');
  url.searchParams.set('query', `member_key_id == ${quoted(email)} && ${label} in labels`);
  url.searchParams.set('pageSize', '1000');
  const found: string[] = [];
  for (let pages = 0; pages < mostPages; pages += 1) {
    const answer = await ask(url.href, { authorization: `Bearer ${token}`, accept: 'application/json' });
    if (!answer.ok) throw new Error(`its groups answer ${answer.status}`);
    const { memberships, nextPageToken } = page.parse(await answer.json());
    found.push(...memberships.map(one => one.groupKey.id.toLowerCase()));
    if (!nextPageToken) return found;
    url.searchParams.set('pageToken', nextPageToken);
  }
  throw new Error('its groups have no end');
}
