/** Snap packages. With none installed, snap says so on its error stream and prints nothing. */
import { ProbeError } from '../../controls/control.ts';
import { bounded, publisherFrom, type SoftwareSource } from './source.ts';

export const snap: SoftwareSource = {
  command: 'snap',
  args: ['list', '--unicode=never', '--color=never'],
  mayBeEmpty: true,
  parse(stdout) {
    if (stdout.trim() === '') return [];
    const [heading = '', ...lines] = stdout.trimEnd().split('\n');
    const rows = lines.map(line => line.trim().split(/\s+/));
    if (!/^Name\s+Version\s+Rev\s/.test(heading) || rows.some(row => row.length < 6))
      throw new ProbeError(
        'unrecognised_output',
        'snap gave a list that is cut off or of another shape',
        'snap',
      );
    return rows.map(([name = '', version = '', , , publisher = '']) => ({
      name: bounded(name, 200),
      version: bounded(version, 120),
      publisher: publisherFrom(publisher.replace(/\*+$/, '').replace(/^-$/, '')),
      source: 'snap',
    }));
  },
};
