/** One place that knows what is installed. */
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { ProbeError } from '../../controls/control.ts';

export interface SoftwareSource {
  /** A known command (system/known-commands.ts). */
  command: string;
  args: readonly string[];
  /** True where an empty list is possible on a healthy machine. */
  mayBeEmpty: boolean;
  /** Throws ProbeError for output that is cut off or of another shape. */
  parse(stdout: string): SoftwareItem[] | Promise<SoftwareItem[]>;
}

/** Lines of tab-separated fields. A last line without its end, or a line with too few fields, was cut off. */
export function tabbedLines(stdout: string, leastFields: number, command: string): string[][] {
  if (stdout.trim() === '') return [];
  const rows = stdout
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map(line => line.split('\t'));
  if (!stdout.endsWith('\n') || rows.some(row => row.length < leastFields))
    throw new ProbeError(
      'unrecognised_output',
      `${command} gave a list that is cut off or of another shape`,
      command,
    );
  return rows;
}

/** Two builds of one title (another architecture or branch) are two things; the second carries its difference. */
export function distinct(items: readonly (SoftwareItem & { beside: string })[]): SoftwareItem[] {
  const byName = new Map<string, SoftwareItem>();
  for (const { beside, ...item } of items) {
    const name = byName.has(item.name) ? `${item.name}${beside}`.slice(0, 200) : item.name;
    byName.set(name, { ...item, name });
  }
  return [...byName.values()];
}

export const bounded = (text: string, most: number) => text.trim().slice(0, most);
export const publisherFrom = (text: string | undefined): string | null => {
  const name = (text ?? '')
    .replace(/\s*<[^>]*>.*$/, '')
    .trim()
    .slice(0, 200);
  return name === '' || name === '(none)' ? null : name;
};
