/** The state of the search box: what is typed, what fits it, which line is chosen, what Enter does. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useSession } from '../../session.tsx';
import { views } from '../../views.ts';
import { type Entry, foundEntries, pageEntries, recentEntries } from './entries.ts';
import { readRecent } from './recent.ts';

const pauseMs = 120;

export function useSearch(open: (entry: Entry, apart: boolean) => void) {
  const { person, may } = useSession();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  /** Enter was pressed before the answer to what is typed was here. */
  const [hasty, setHasty] = useState(false);
  const typed = text.trim();
  const [asked] = useDebouncedValue(typed, pauseMs);
  const query = useQuery({ ...views.search(asked), enabled: asked !== '' });
  const settled =
    typed === '' ||
    (typed === asked && (query.error !== null || (query.isSuccess && !query.isPlaceholderData)));
  const reader = { role: person.role, may };
  const entries =
    typed === ''
      ? [...recentEntries(readRecent(person.id), reader), ...pageEntries('', reader)]
      : [
          ...pageEntries(typed, reader),
          ...(query.data === undefined || asked === '' ? [] : foundEntries(query.data, asked)),
        ];
  const chosen = entries[Math.min(at, entries.length - 1)];

  useEffect(() => {
    if (!hasty || !settled) return;
    setHasty(false);
    if (chosen !== undefined) open(chosen, false);
  }, [hasty, settled, chosen, open]);

  const write = (next: string) => {
    setText(next);
    setAt(0);
    setHasty(false);
  };
  const step = (by: number) =>
    setAt((Math.min(at, entries.length - 1) + by + entries.length) % entries.length);
  const enter = (apart: boolean) => {
    if (!settled) setHasty(true);
    else if (chosen !== undefined) open(chosen, apart);
  };
  const press = (event: KeyboardEvent) => {
    // While a character is being composed, Enter and arrows are not ours.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') enter(event.ctrlKey || event.metaKey);
    else if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else return;
    event.preventDefault();
  };
  return { text, typed, write, press, entries, chosen, choose: setAt, settled, query };
}
