/** Everything installed, from every source of this system. One source that fails makes the list unknown, never shorter. */
import { type SoftwareItem, softwareItem } from '../../../../shared/protocol/inventory.ts';
import { maxSoftwareItems } from '../../../../shared/protocol/limits.ts';
import { type Machine, ProbeError } from '../../controls/control.ts';
import { commandResult } from '../command-output.ts';
import type { SoftwareSource } from './source.ts';

/** Null when the source is not on this machine. Throws ProbeError when it is and could not be read. */
async function readSource(machine: Machine, source: SoftwareSource, signal?: AbortSignal) {
  const { command, args } = source;
  let result: Awaited<ReturnType<typeof commandResult>>;
  try {
    result = await commandResult(machine, command, args, signal, 60_000);
  } catch (error) {
    if (error instanceof ProbeError && error.reason === 'tool_missing') return null;
    throw error;
  }
  if (result.exit !== 0)
    throw new ProbeError(
      'probe_failed',
      `${command}: exit ${result.exit}: ${result.stderr.trim().slice(0, 200)}`,
      command,
    );
  const items = await source.parse(result.stdout);
  if (items.length === 0 && !source.mayBeEmpty)
    throw new ProbeError('unrecognised_output', `${command} listed nothing`, command);
  return items;
}

/** Sorted by source and name. Throws ProbeError: then what was known before still stands. */
export async function readSoftware(
  machine: Machine,
  sources: readonly SoftwareSource[],
  signal?: AbortSignal,
): Promise<SoftwareItem[]> {
  const lists = await Promise.all(sources.map(source => readSource(machine, source, signal)));
  const present = lists.filter(list => list !== null);
  const names = sources.map(source => source.command).join(', ');
  if (present.length === 0)
    throw new ProbeError(
      'tool_missing',
      names ? `none of ${names} is installed` : 'software is not listed on this system yet',
      names || 'software',
    );
  const items = present.flat();
  if (items.length === 0)
    throw new ProbeError('unrecognised_output', 'nothing is installed at all, by any source', names);
  if (items.length > maxSoftwareItems)
    throw new ProbeError(
      'unrecognised_output',
      `${items.length} titles are more than ${maxSoftwareItems}`,
      names,
    );
  return items
    .map(item => softwareItem.parse(item))
    .sort((a, b) => (a.source === b.source ? (a.name < b.name ? -1 : 1) : a.source < b.source ? -1 : 1));
}
