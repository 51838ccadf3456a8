/** What somebody is deciding: who is selected, under which name and group, and as which older record. */
import { useRef } from 'react';
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

type Draft = Record<string, Choice | undefined>;
type Decision = z.input<typeof decision>;

export interface Queue {
  choiceOf(id: string): Choice;
  choose(id: string, choice: Choice): void;
  /** With `run`, everything between the one toggled before and this one becomes as this one. */
  toggle(id: string | undefined, run?: boolean): void;
  selectAll(on: boolean): void;
  /** Ids of the selected devices that still wait. */
  chosen: string[];
  /** One device, or all that are selected. */
  approve(id?: string): void;
  refuse(ids: string[]): void;
  busy: boolean;
}

export function useQueue(waiting: readonly WaitingDevice[]): Queue {
  const [draft, write] = useDraft<Draft>('queue', {});
  const last = useRef<string>(undefined);
  const chosen = waiting.filter(({ id }) => draft[id]?.selected).map(({ id }) => id);
  const decide = useChange<Decision, z.output<typeof decided>>({
    send: body => change('POST', '/queue/decisions', body, decided),
    said: ({ approved, refused }) => sayDecided(approved.length, refused.length),
    touches: ['queue', 'devices', 'overview', 'summary', 'promises', 'groups', 'codes'],
    // What was begun for the others stays.
    done: ({ approved, refused }) =>
      write(Object.fromEntries([...approved, ...refused].map(id => [id, undefined]))),
  });
  const choiceOf = (id: string): Choice => draft[id] ?? {};
  const choose = (id: string, choice: Choice) => write({ [id]: { ...draft[id], ...choice } });
  const selectThese = (ids: string[], selected: boolean) =>
    write(Object.fromEntries(ids.map(id => [id, { ...draft[id], selected }])));
  const between = (a: string | undefined, b: string) => {
    const order = waiting.map(({ id }) => id);
    const ends = [order.indexOf(a ?? b), order.indexOf(b)].sort((x, y) => x - y);
    return order.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1);
  };
  const toWire = (id: string) => {
    const { name, groupId, sameAs } = choiceOf(id);
    return { id, name: name?.trim() || undefined, groupId, sameAs: sameAs ?? undefined };
  };
  return {
    choiceOf,
    choose,
    chosen,
    busy: decide.isPending,
    toggle: (id, run = false) => {
      if (id === undefined) return;
      selectThese(run ? between(last.current, id) : [id], !choiceOf(id).selected);
      last.current = id;
    },
    selectAll: on =>
      selectThese(
        waiting.map(({ id }) => id),
        on,
      ),
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
