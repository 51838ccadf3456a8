import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { tell } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';

interface Pair {
  asset: { id: string; tag: string; revision: number };
  device: { id: string; name: string };
  serial: string;
}

const mostShown = 5;

/** Assets and devices with one serial number. A person decides whether they are one thing. */
export function Suggestions() {
  const items = useQuery(views.assetSuggestions()).data?.items ?? [];
  const link = useChange({
    send: ({ asset, device }: Pair) =>
      tell('POST', `/assets/${asset.id}/link`, { revision: asset.revision, deviceId: device.id }),
    said: (_, { asset, device }) => `${asset.tag} is the device ${device.name}.`,
    touches: ['assets', 'asset', 'device'],
  });
  if (items.length === 0) return null;
  return (
    <section aria-label="Same serial number" className="section">
      <h2 className="label">
        {items.length === 1 ? 'One asset has' : `${items.length} assets have`} the serial number of a device
      </h2>
      <ul className="plain-list">
        {items.slice(0, mostShown).map(pair => (
          <li key={pair.asset.id} className="line">
            <span className="line-words">
              <Link to={`/assets/${pair.asset.id}`}>{pair.asset.tag}</Link> and the device{' '}
              <Link to={`/devices/${pair.device.id}`}>{pair.device.name}</Link>, serial {pair.serial}
            </span>
            <Button
              size="compact-sm"
              variant="default"
              loading={link.isPending}
              aria-label={`Link ${pair.asset.tag} and ${pair.device.name}`}
              onClick={() => link.mutate(pair)}
            >
              They are the same
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
