/** What somebody is deciding: who is selected, under which name and group, and as which older record. */
import type * as z from 'zod';
import { decided, type decision, type WaitingDevice } from '../../../../shared/protocol/api/enrolment.ts';
import { change } from '../../api-client.ts';
import { useDraft } from '../../draft.ts';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';

interface Choice {
  name?: string;
  groupId?: string;
  /** An older record's id; `null` when somebody said that it is another computer. */
  sameAs?: string | null;
  selected?: boolean;
}

type Draft = Record<string, Choice>;
type Decision = z.input<typeof decision>;

export interface Queue {
  choiceOf(id: string): Choice;
  choose(id: string, choice: Choice): void;
  toggle(id: string | undefined): void;
  selectAll(on: boolean): void;
  /** Ids of the selected devices that still wait. */
  chosen: string[];
  /** One device, or all that are selected. */
  approve(id?: string): void;
  refuse(ids: string[]): void;
  busy: boolean;
}

export function useQueue(waiting: readonly WaitingDevice[]): Queue {
  const [draft, write, forget] = useDraft<Draft>('queue', {});
  const chosen = waiting.filter(({ id }) => draft[id]?.selected).map(({ id }) => id);
  const decide = useChange<Decision, z.output<typeof decided>>({
    send: body => change('POST', '/queue/decisions', body, decided),
    said: ({ approved, refused }) => sayDecided(approved.length, refused.length),
    touches: ['queue', 'devices', 'overview', 'summary', 'promises', 'groups', 'codes'],
    done: () => forget(),
  });
  const choiceOf = (id: string): Choice => draft[id] ?? {};
  const choose = (id: string, choice: Choice) => write({ [id]: { ...draft[id], ...choice } });
  const toWire = (id: string) => {
    const { name, groupId, sameAs } = choiceOf(id);
    return { id, name: name?.trim() || undefined, groupId, sameAs: sameAs ?? undefined };
  };
  return {
    choiceOf,
    choose,
    chosen,
    busy: decide.isPending,
    toggle: id => {
      if (id !== undefined) choose(id, { selected: !choiceOf(id).selected });
    },
    selectAll: on => write(Object.fromEntries(waiting.map(({ id }) => [id, { ...draft[id], selected: on }]))),
    approve: id => {
      const ids = id === undefined ? chosen : [id];
      if (ids.length > 0 && !decide.isPending) decide.mutate({ approve: ids.slice(0, 200).map(toWire) });
    },
    refuse: ids => decide.mutate({ refuse: ids.slice(0, 200) }),
  };
}

function sayDecided(approved: number, refused: number): string {
  const parts = [
    approved > 0 ? `${plural(approved, 'device')} approved` : '',
    refused > 0 ? `${plural(refused, 'device')} refused` : '',
  ].filter(part => part !== '');
  return parts.length === 0 ? 'Nothing was waiting any more.' : `${parts.join(', ')}.`;
}
