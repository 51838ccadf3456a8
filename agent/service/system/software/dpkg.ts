/** Debian and Ubuntu. A package that was removed and left its settings behind is not installed. */
import { bounded, distinct, publisherFrom, type SoftwareSource, tabbedLines } from './source.ts';

const fields = [
  'Package',
  'Architecture',
  'Version',
  'Installed-Size',
  'Section',
  'Status',
  'Maintainer',
  // Security advisories name the source package: `libssl3` is built from `openssl`.
  'source:Package',
  'source:Version',
];
// biome-ignore lint/style/useTemplate: the dollar signs are dpkg's own
const format = fields.map(field => '${' + field + '}').join('\\t') + '\\n';

/** `want ok installed`; the third word is how the package stands. */
const installed = (status: string | undefined) =>
  status === undefined || status.trim() === '' || status.trim().split(' ')[2] === 'installed';

/** Only what differs travels. */
function originOf(name: string, version: string, from = '', fromVersion = '') {
  const origin = { name: bounded(from, 200), version: bounded(fromVersion, 120) };
  if (origin.name === '' || origin.version === '') return {};
  return origin.name === name && origin.version === version ? {} : { origin };
}

export const dpkg: SoftwareSource = {
  command: 'dpkg-query',
  args: ['-W', `-f=${format}`],
  mayBeEmpty: false,
  parse(stdout) {
    const rows = tabbedLines(stdout, 5, 'dpkg-query').filter(row => installed(row[5]));
    return distinct(
      rows.map(([name = '', architecture = '', version = '', , , , maintainer, from, fromVersion]) => ({
        name: bounded(name, 200),
        version: bounded(version, 120),
        publisher: publisherFrom(maintainer),
        source: 'dpkg',
        ...originOf(name, version, from, fromVersion),
        beside: `:${architecture}`,
      })),
    );
  },
};
