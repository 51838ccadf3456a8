import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { SeenMedium } from '../../../../shared/protocol/api/media.ts';
import { Ago } from '../../components/Ago.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** Sticks that computers saw in the last week and that nobody has registered: the school's, or somebody's own. */
export function SeenMedia({ onRegister }: { onRegister(seen: SeenMedium): void }) {
  const { data } = useQuery(views.seenMedia());
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <details className="seen-media">
      <summary>
        {plural(items.length, 'stick')} that {items.length === 1 ? 'was' : 'were'} plugged in lately{' '}
        {items.length === 1 ? 'is' : 'are'} not registered
      </summary>
      <ul className="plain-list">
        {items.map(one => (
          <li key={one.serialHash}>
            <span>
              <span className="figure">
                {one.vendorId}:{one.productId}
              </span>{' '}
              at {one.device.name}, <Ago at={one.at} />
              <span className="quiet"> · known there as {one.serialHash.slice(0, 6)}</span>
            </span>
            <Button size="compact-sm" variant="default" onClick={() => onRegister(one)}>
              It is the school’s …
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
