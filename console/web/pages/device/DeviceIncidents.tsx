import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { incidentCategoryWords } from '../../../../shared/protocol/api/incidents.ts';
import { Ago } from '../../components/Ago.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { views } from '../../views.ts';
import { WriteDialog } from '../incidents/WriteDialog.tsx';

/** Everything that was written of this device, open or closed. */
export function DeviceIncidents({ device }: { device: { id: string; name: string } }) {
  const [writing, setWriting] = useState(false);
  const query = useInfiniteQuery(views.incidents({ device: device.id, status: 'all' }));
  const items = (query.data?.pages ?? []).flatMap(page => page.items);
  return (
    <Section
      title="Incidents"
      note={
        <Button size="compact-sm" variant="default" onClick={() => setWriting(true)}>
          Write one down
        </Button>
      }
    >
      {items.length === 0 && query.isSuccess ? <p className="quiet">None was written down.</p> : null}
      <ul className="plain-list">
        {items.map(one => (
          <li key={one.id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/incidents/${one.id}`} c="inherit" underline="always">
                {one.number}. {one.title}
              </Anchor>{' '}
              <span className="quiet">
                {incidentCategoryWords[one.category]}, {one.status}
              </span>
            </span>
            <span className="line-age">
              <Ago at={one.noticedAt} />
            </span>
          </li>
        ))}
      </ul>
      <More query={query} />
      {writing ? <WriteDialog device={device} onClose={() => setWriting(false)} /> : null}
    </Section>
  );
}
