/** The catalogue as a spreadsheet. */
import type * as z from 'zod';
import {
  type installedOn,
  type SupportEnds,
  sourceWords,
  type TitleRow,
} from '../../../shared/protocol/api/software.ts';
import type { Unapproved } from '../../../shared/protocol/api/unapproved.ts';
import type { SheetOf } from '../sheets/index.ts';

export const titleSheet: SheetOf<TitleRow> = {
  name: 'software',
  columns: {
    Title: title => title.name,
    Publisher: title => title.publisher,
    'Found as': title => sourceWords[title.source] ?? title.source,
    Devices: title => title.devices,
    Seats: title => title.seats,
    Versions: title => title.versions,
    'Only version': title => title.version,
    'First seen': (title, say) => say(title.firstSeenAt),
    'Support ends': title => title.support?.endsOn ?? null,
    'Open vulnerabilities': title => title.open,
    'Of them grave': title => title.grave,
    'Of them exploited': title => title.exploited,
    'To check by hand': title => title.toCheck,
    'Known to advisories': title => (title.covered ? 'yes' : 'no'),
    Owner: title => title.owner,
  },
};

export const unapprovedSheet: SheetOf<Unapproved> = {
  name: 'unapproved-programs',
  columns: {
    Program: one => one.name,
    Publisher: one => one.publisher,
    Product: one => one.product,
    Package: one => one.package,
    'SHA-256': one => one.hash,
    Devices: one => one.devices,
    'Stopped on': one => one.stopped,
    'First seen': (one, say) => say(one.firstSeenAt),
    Decision: one => one.standing,
  },
};

export const installedSheet: SheetOf<z.infer<typeof installedOn>['items'][number]> = {
  name: 'title-devices',
  columns: {
    Device: one => one.name,
    Group: one => one.group,
    'A person’s own': one => (one.own ? 'yes' : 'no'),
    Version: one => one.version,
    Since: (one, say) => say(one.since),
  },
};

export const systemSheet: SheetOf<SupportEnds['systems'][number]> = {
  name: 'ends-of-support',
  columns: {
    System: one => one.name ?? one.release,
    Devices: one => one.devices,
    'Support ends': one => one.support?.endsOn ?? null,
    'Ended already': one => (one.support === null ? null : one.support.ended ? 'yes' : 'no'),
    By: one => one.support?.source ?? null,
  },
};
