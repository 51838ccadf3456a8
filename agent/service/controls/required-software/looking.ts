/** The same look on every system: of all that is installed, only what the policy asks for is kept. */
import { requiredSoftware } from '../../../../shared/controls/required-software/index.ts';
import type { Observation } from '../../../../shared/controls/required-software/observation.ts';
import type { Policy, Requirement } from '../../../../shared/controls/required-software/policy.ts';
import type { SoftwareItem } from '../../../../shared/protocol/inventory.ts';
import { readSoftware } from '../../system/software/index.ts';
import { softwareSources } from '../../system/software/sources.ts';
import type { Backend, Machine } from '../control.ts';

/** Whether a service runs; null when it is not there or could not be seen. Never throws. */
export type ServiceRuns = (machine: Machine, name: string, signal: AbortSignal) => Promise<boolean | null>;

/** `*` stands for anything, capitals for small letters; every other character for itself. */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

const found = (wanted: Requirement, items: readonly SoftwareItem[]) =>
  items
    .filter(item => matches(wanted.title, item.name))
    .slice(0, 10)
    .map(({ name, version }) => ({ name, version }));

export function looking(
  platform: keyof typeof softwareSources,
  serviceRuns: ServiceRuns,
): Backend<Observation> {
  const sources = softwareSources[platform];
  return {
    source: sources.map(one => one.command).join(', '),
    async observe(machine, signal, asked) {
      const { required } = requiredSoftware.policy.parse(asked ?? {}) as Policy;
      const wanted = required.filter(one => one.system === 'any' || one.system === platform);
      const items = wanted.length === 0 ? [] : await readSoftware(machine, sources, signal);
      const looked: Observation['looked'] = [];
      for (const one of wanted) {
        const running = one.service === '' ? null : await serviceRuns(machine, one.service, signal);
        looked.push({ title: one.title, found: found(one, items), service: one.service, running });
      }
      return { system: platform, looked };
    },
  };
}
