/** Fedora, Red Hat, SUSE. */
import { bounded, distinct, publisherFrom, type SoftwareSource, tabbedLines } from './source.ts';

const format = '%{NAME}\\t%{ARCH}\\t%{VERSION}-%{RELEASE}\\t%{INSTALLTIME}\\t%{SIZE}\\t%{VENDOR}\\n';

export const rpm: SoftwareSource = {
  command: 'rpm',
  args: ['-qa', '--qf', format],
  // Debian has the program for building, with nothing installed by it.
  mayBeEmpty: true,
  parse(stdout) {
    return distinct(
      tabbedLines(stdout, 6, 'rpm')
        // The keys that packages are signed with stand in the same list.
        .filter(([name]) => name !== 'gpg-pubkey')
        .map(([name = '', architecture = '', version = '', , , vendor]) => ({
          name: bounded(name, 200),
          version: bounded(version, 120),
          publisher: publisherFrom(vendor),
          source: 'rpm',
          beside: `.${architecture} ${version}`,
        })),
    );
  },
};
