/** The same look on every system: what is installed and what runs, of which only the catalogue's own is kept. */
import {
  catalogue,
  type Tool,
  toolOfTitle,
} from '../../../../shared/controls/unwanted-software/catalogue.ts';
import type { Observation } from '../../../../shared/controls/unwanted-software/observation.ts';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { readSoftware } from '../../system/software/index.ts';
import { softwareSources } from '../../system/software/sources.ts';
import type { Backend, Machine } from '../control.ts';

type Running = (machine: Machine, signal: AbortSignal) => Promise<Set<string> | null>;

/** `flatpak` and `dpkg` mark a second build of one title behind its name. */
const plain = (name: string) => name.replace(/(:|\/\/).*$/, '');

function toolOf(item: SoftwareItem): Tool | undefined {
  if (item.source === 'registry' || item.source === 'appx' || item.source === 'applications')
    return toolOfTitle(item.name);
  const name = plain(item.name);
  return catalogue.find(tool => tool.packages.includes(name));
}

/** The kernel of Linux keeps fifteen characters of a name. */
const runsAs = (names: ReadonlySet<string>) => (tool: Tool) =>
  tool.processes.some(process => names.has(process) || names.has(process.slice(0, 15)));

function foundFrom(items: readonly SoftwareItem[], running: Set<string> | null): Observation['found'] {
  const versions = new Map<Tool, string>();
  for (const item of items) {
    const tool = toolOf(item);
    if (tool !== undefined && !versions.has(tool)) versions.set(tool, item.version);
  }
  const runs = runsAs(running ?? new Set());
  return catalogue
    .filter(tool => versions.has(tool) || runs(tool))
    .map(tool => ({
      tool: tool.id,
      version: versions.get(tool) || null,
      installed: versions.has(tool),
      running: running === null ? null : runs(tool),
    }));
}

export function looking(platform: keyof typeof softwareSources, running: Running): Backend<Observation> {
  const sources = softwareSources[platform];
  return {
    source: `${sources.map(one => one.command).join(', ')}, running programs`,
    async observe(machine, signal) {
      const items = await readSoftware(machine, sources, signal);
      const names = await running(machine, signal);
      return { found: foundFrom(items, names), processesRead: names !== null };
    },
  };
}
