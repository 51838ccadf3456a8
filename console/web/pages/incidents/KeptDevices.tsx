import { Anchor } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { QuarantineView } from '../../../../shared/protocol/api/quarantine.ts';
import { Ago } from '../../components/Ago.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { Heard } from '../device/QuarantineSection.tsx';

/** Computers that are kept as evidence now; nothing where there is none. */
export function KeptDevices() {
  const query = useInfiniteQuery(views.quarantines());
  const kept = query.data?.pages.flatMap(page => page.items) ?? [];
  if (kept.length === 0) return null;
  return (
    <Section title="Kept as evidence">
      <ul className="plain-list">
        {kept.map(one => (
          <Kept key={one.id} kept={one} />
        ))}
      </ul>
      <More query={query} />
    </Section>
  );
}

function Kept({ kept }: { kept: QuarantineView }) {
  const { device, since, by, reason } = kept;
  const mayOpen = useMay()('orders.read');
  return (
    <li className="line">
      <span className="line-words">
        {mayOpen ? (
          <Anchor component={Link} to={`/devices/${device.id}?tab=orders`} inherit underline="always">
            {device.name}
          </Anchor>
        ) : (
          device.name
        )}
        : {reason}
        <span className="order-detail">
          <Heard name={device.name} kept={kept} />
        </span>
      </span>
      <span className="line-age">
        <Ago at={since} />, by {by}
      </span>
    </li>
  );
}
