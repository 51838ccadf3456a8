/** What the search shows: pages, which the browser knows, and what the console found, as lines under headings. */
import {
  type Icon,
  IconAlertTriangle,
  IconApps,
  IconArrowRight,
  IconArrowsExchange,
  IconCertificate,
  IconDeviceLaptop,
  IconFolders,
  IconInbox,
  IconListCheck,
  IconListSearch,
  IconPackages,
  IconShieldCheck,
  IconShieldOff,
  IconSpeakerphone,
  IconTrash,
  IconTruckDelivery,
  IconUsb,
  IconUser,
} from '@tabler/icons-react';
import type * as z from 'zod';
import type { SearchHit, SoughtKind, searchAnswer } from '../../../../shared/protocol/api/search.ts';
import { corners, nameOf, placesOf } from '../../site-map.ts';

export interface Entry {
  key: string;
  section: string;
  title: string;
  detail: string;
  to: string;
  icon: Icon;
  /** What the console found, to be remembered when it is opened. */
  hit?: SearchHit;
}

interface Kind {
  section: string;
  icon: Icon;
  /** The row of the access table that opens it. */
  permission: string;
  path(id: string): string;
  /** The whole list, narrowed by the same words. */
  list: string | null;
}

const kinds: Record<SoughtKind, Kind> = {
  device: {
    section: 'Devices',
    icon: IconDeviceLaptop,
    permission: 'devices.read',
    path: id => `/devices/${id}`,
    list: '/devices?search=',
  },
  person: {
    section: 'People',
    icon: IconUser,
    permission: 'persons.read',
    path: id => `/people/${id}`,
    list: '/people/everybody?search=',
  },
  asset: {
    section: 'Assets',
    icon: IconPackages,
    permission: 'assets.read',
    path: id => `/assets/${id}`,
    list: '/assets?search=',
  },
  loan: {
    section: 'Loans',
    icon: IconArrowsExchange,
    permission: 'loans.read',
    path: id => `/loans/${id}`,
    list: '/loans?view=all&search=',
  },
  software: {
    section: 'Software',
    icon: IconApps,
    permission: 'software.read',
    path: id => `/software/${id}`,
    list: '/software?search=',
  },
  incident: {
    section: 'Incidents',
    icon: IconAlertTriangle,
    permission: 'incidents.read',
    path: id => `/incidents/${id}`,
    list: '/incidents?status=all&search=',
  },
  group: {
    section: 'Groups',
    icon: IconFolders,
    permission: 'groups.read',
    path: id => `/groups?open=${id}`,
    list: null,
  },
  policy: {
    section: 'Policies',
    icon: IconShieldCheck,
    permission: 'policies.read',
    path: id => `/policies/group.${id}`,
    list: null,
  },
  request: {
    section: 'Requests',
    icon: IconInbox,
    permission: 'requests.read',
    path: () => '/requests',
    list: null,
  },
  medium: {
    section: 'Sticks and disks',
    icon: IconUsb,
    permission: 'media.read',
    path: id => `/media/${id}`,
    list: '/media?search=',
  },
  vulnerability: {
    section: 'Known weaknesses',
    icon: IconShieldOff,
    permission: 'software.read',
    path: id => `/vulnerabilities/${id}`,
    list: '/vulnerabilities?show=all&search=',
  },
  notice: {
    section: 'Messages and rules',
    icon: IconSpeakerphone,
    permission: 'notices.read',
    path: id => `/notices/${id}`,
    list: null,
  },
  supplier: {
    section: 'Suppliers',
    icon: IconTruckDelivery,
    permission: 'suppliers.read',
    path: () => '/suppliers',
    list: null,
  },
  licence: {
    section: 'Licences',
    icon: IconCertificate,
    permission: 'licences.read',
    path: () => '/licences',
    list: null,
  },
  batch: {
    section: 'Collections',
    icon: IconTrash,
    permission: 'disposals.read',
    path: id => `/disposals/batches/${id}`,
    list: null,
  },
  promise: {
    section: 'Promises',
    icon: IconListCheck,
    permission: 'promises.read',
    path: id => `/promises/${id}`,
    list: null,
  },
};

export interface Reader {
  role: string;
  may: readonly string[];
}

const mostPages = 4;
const wordsOf = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** Pages where each word of the text begins a word of the name. */
export function pageEntries(text: string, { role, may }: Reader): Entry[] {
  const open = (permission: string | null) => permission === null || may.includes(permission);
  const mine = placesOf(may);
  const all = [
    ...mine.map(place => ({ ...place, name: nameOf(place, role), also: place.name })),
    ...corners
      .filter(({ path, permission }) => open(permission) && !mine.some(place => place.path === path))
      .map(corner => ({ ...corner, icon: IconArrowRight })),
  ];
  const asked = wordsOf(text).filter(word => word !== '');
  const fits = (words: string) => {
    const said = wordsOf(words);
    return asked.every(word => said.some(one => one.startsWith(word)));
  };
  const byName = all.filter(page => fits(page.name));
  const byOther = all.filter(page => !byName.includes(page) && fits(`${page.name} ${page.also}`));
  const found = asked.length === 0 ? all.filter(page => 'part' in page && page.part === 'daily') : byName;
  return [...found, ...(asked.length === 0 ? [] : byOther)]
    .slice(0, asked.length === 0 ? all.length : mostPages)
    .map(({ path, name, icon }) => ({
      key: `page ${path}`,
      section: 'Pages',
      title: name,
      detail: '',
      to: path,
      icon,
    }));
}

function entryOf(hit: SearchHit, section = kinds[hit.kind].section): Entry {
  const { path, icon } = kinds[hit.kind];
  const { kind, id, title, detail, to = path(id) } = hit;
  return { key: `${kind} ${id}`, section, title, detail, to, icon, hit };
}

/** What somebody opened before, as far as they may still open it. */
export const recentEntries = (hits: readonly SearchHit[], { may }: Reader): Entry[] =>
  hits.filter(({ kind }) => may.includes(kinds[kind].permission)).map(hit => entryOf(hit, 'Opened lately'));

/** Each kind's five, and a way to the rest. */
export function foundEntries(answer: z.infer<typeof searchAnswer>, text: string): Entry[] {
  const order = [...new Set(answer.items.map(({ kind }) => kind))];
  return order.flatMap(kind => {
    const hits = answer.items.filter(hit => hit.kind === kind).map(hit => entryOf(hit));
    const { section, list } = kinds[kind];
    if (list === null || !answer.more.includes(kind)) return hits;
    const rest = {
      key: `all ${kind}`,
      section,
      title: `All ${section.toLowerCase()} with “${text}”`,
      detail: '',
      to: list + encodeURIComponent(text),
      icon: IconListSearch,
    };
    return [...hits, rest];
  });
}
