/** Flatpak, for everybody on the machine: what people install for themselves is theirs and stays unread. */
import { bounded, distinct, publisherFrom, type SoftwareSource, tabbedLines } from './source.ts';

export const flatpak: SoftwareSource = {
  command: 'flatpak',
  args: ['list', '--system', '--columns=application,branch,installation,name,version,origin'],
  mayBeEmpty: true,
  parse(stdout) {
    const rows = tabbedLines(stdout, 4, 'flatpak').filter(([, , installation]) => installation !== 'user');
    return distinct(
      rows.map(([application = '', branch = '', , , version, origin]) => ({
        name: bounded(application, 200),
        version: bounded(version || branch, 120),
        publisher: publisherFrom(origin),
        source: 'flatpak',
        beside: `//${branch}`,
      })),
    );
  },
};
