/** The catalogue as a spreadsheet. */
import { sourceWords, type TitleRow } from '../../../shared/protocol/api/software.ts';
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
