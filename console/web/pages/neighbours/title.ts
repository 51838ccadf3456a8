import type { Neighbour } from '../../../../shared/protocol/api/neighbours.ts';

/** What it is called, or what little is known of it. */
export function titleOf({ name, maker }: Pick<Neighbour, 'name' | 'maker'>): string {
  if (name !== null) return name;
  if (maker === null) return 'Without a name, its address made up as telephones do';
  return `Without a name, maker ${(maker.match(/../g) ?? []).join(':').toUpperCase()}`;
}
