import { Button, Center } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

const first = 20;

/** On a phone a list of a whole school would be twenty screens long: its beginning, and a button for the rest. */
export function useFold<T>(items: readonly T[]): { shown: readonly T[]; more: ReactNode } {
  const [all, setAll] = useState(false);
  const phone = useMediaQuery('screen and (max-width: 48em)') ?? false;
  if (!phone || all || items.length <= first) return { shown: items, more: null };
  const more = (
    <Center mt="md">
      <Button variant="default" onClick={() => setAll(true)}>
        Show {items.length - first} more
      </Button>
    </Center>
  );
  return { shown: items.slice(0, first), more };
}
