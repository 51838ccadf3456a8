import { Anchor, Button, Checkbox, NativeSelect } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Grant, RequestView } from '../../../../shared/protocol/api/requests.ts';
import { Ago } from '../../components/Ago.tsx';
import { sayLength } from '../device/length.ts';
import { RegisterDialog } from '../media/RegisterDialog.tsx';
import type { Inbox } from './use-inbox.ts';

interface Props {
  request: RequestView;
  inbox: Inbox;
  onRefuse(): void;
}

/** Who asks what, where and why; what is known; what happened before; yes or no. */
export function RequestRow({ request, inbox, onRefuse }: Props) {
  const { id, title, person, device } = request;
  const who = person || 'Somebody';
  return (
    <li className="queue-row" data-request={id} data-selected={inbox.isChosen(id)}>
      <Checkbox
        aria-label={`Select: ${title}, ${who}`}
        checked={inbox.isChosen(id)}
        onChange={() => inbox.toggle(id)}
        data-row
        className="request-select"
      />
      <div className="queue-main request-main">
        <p>
          <strong>{title}</strong>
          {device === null ? null : (
            <>
              {' '}
              at{' '}
              <Anchor component={Link} to={`/devices/${device.id}`} inherit underline="always">
                {device.name}
              </Anchor>
            </>
          )}
        </p>
        <p>
          {who}: “{request.reason}”
        </p>
        <ul className="request-facts">
          {request.facts.map(fact => (
            <li key={fact.name} data-caution={fact.caution}>
              {fact.caution ? <IconAlertTriangle size={14} aria-label="Careful" role="img" /> : null}
              <span className="quiet">{fact.name}:</span> {fact.value}
            </li>
          ))}
        </ul>
        {request.before.map(line => (
          <p key={line} className="quiet request-before">
            {line}
          </p>
        ))}
        <p className="quiet request-before">
          <Ago at={request.madeAt} />
          {request.madeBy === null ? '' : `, written down by ${request.madeBy}`}
          {device === null
            ? ''
            : ` · ${device.group} · ${device.connected ? 'connected now' : 'not connected now'}`}
          <Code request={request} />
          <Register request={request} />
        </p>
      </div>
      <div className="request-actions">
        {request.stick === null ? null : (
          <GrantFields
            title={title}
            grant={inbox.grantOf(request)}
            onChange={grant => inbox.setGrant(id, grant)}
          />
        )}
        <div className="queue-actions">
          <Button
            size="sm"
            loading={inbox.busy}
            onClick={() => inbox.approve([id])}
            aria-label={`Approve: ${title}, ${who}`}
          >
            Approve
          </Button>
          <Button
            size="sm"
            variant="default"
            disabled={inbox.busy}
            onClick={onRefuse}
            aria-label={`Refuse: ${title}, ${who}`}
          >
            Refuse …
          </Button>
        </div>
      </div>
    </li>
  );
}

const lengths = [
  { minutes: 60, words: 'A lesson (1 hour)' },
  { minutes: 240, words: 'Half a day (4 hours)' },
  { minutes: 480, words: 'A day (8 hours)' },
];

function GrantFields({
  title,
  grant,
  onChange,
}: {
  title: string;
  grant: Grant;
  onChange(grant: Grant): void;
}) {
  const offered = lengths.some(one => one.minutes === grant.minutes)
    ? lengths
    : [{ minutes: grant.minutes, words: sayLength(grant.minutes) }, ...lengths];
  return (
    <div className="request-grant">
      <NativeSelect
        size="xs"
        aria-label={`How long: ${title}`}
        value={String(grant.minutes)}
        onChange={event => onChange({ ...grant, minutes: Number(event.currentTarget.value) })}
        data={offered.map(one => ({ value: String(one.minutes), label: one.words }))}
      />
      <NativeSelect
        size="xs"
        aria-label={`To do what: ${title}`}
        value={grant.access}
        onChange={event =>
          onChange({
            ...grant,
            access: event.currentTarget.value === 'read_write' ? 'read_write' : 'read_only',
          })
        }
        data={[
          { value: 'read_only', label: 'Only read' },
          { value: 'read_write', label: 'Read and write' },
        ]}
      />
    </div>
  );
}

/** A computer without the network hears of no yes: a code that somebody reads out is typed there. */
function Code({ request: { device, stick } }: { request: RequestView }) {
  if (device === null || stick === null || device.connected) return null;
  return (
    <>
      {' · '}
      <Anchor component={Link} to={`/devices/${device.id}?tab=orders`} size="sm">
        Give a code to type there
      </Anchor>
    </>
  );
}

/** Its holder gave the serial number with the request: the one moment to register the school's own stick. */
function Register({ request: { stick, person } }: { request: RequestView }) {
  const [open, setOpen] = useState(false);
  if (stick === null || stick.serial === null || stick.serialHash === null) return null;
  const { vendorId, productId, serial, serialHash } = stick;
  return (
    <>
      {' · '}
      <Anchor component="button" type="button" size="sm" onClick={() => setOpen(true)}>
        It is the school’s: register it
      </Anchor>
      {open ? (
        <RegisterDialog
          seen={{ vendorId, productId, serialHash, encrypted: null }}
          begin={{ serial, holder: person }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
