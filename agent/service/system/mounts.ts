/** `/proc/self/mounts` and `/proc/swaps`: what is really in use, whatever lsblk can see of it. */
import { ProbeError } from '../controls/control.ts';

export interface Mount {
  source: string;
  point: string;
  fileSystem: string;
}

/** Blanks and backslashes are written as octal numbers. */
const unescaped = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** The last mount on a point is the one in use. Throws ProbeError when there is no root among them. */
export function parseMounts(text: string): Mount[] {
  const mounts = new Map<string, Mount>();
  for (const line of text.split('\n')) {
    const [source, point, fileSystem] = line.split(' ').map(unescaped);
    if (source && point && fileSystem) mounts.set(point, { source, point, fileSystem });
  }
  if (!mounts.has('/'))
    throw new ProbeError('unrecognised_output', 'the list of mounts has no root', '/proc/self/mounts');
  return [...mounts.values()];
}

export interface Swap {
  path: string;
  kind: 'partition' | 'file';
}

/** Throws ProbeError when the heading is not the known one. */
export function parseSwaps(text: string): Swap[] {
  const [heading = '', ...lines] = text.split('\n');
  if (!heading.startsWith('Filename'))
    throw new ProbeError('unrecognised_output', 'the list of swap areas has no heading', '/proc/swaps');
  return lines.flatMap(line => {
    const [path, kind] = line.split(/\s+/);
    if (!path || !kind) return [];
    return [{ path: unescaped(path), kind: kind === 'file' ? ('file' as const) : ('partition' as const) }];
  });
}
