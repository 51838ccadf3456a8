import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { DevicePolicy } from '../../../../shared/protocol/api/policies.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { ExceptionDialog } from '../policies/ExceptionDialog.tsx';
import '../policies/policies.css';

type Field = DevicePolicy['controls'][number]['fields'][number];

/** What this device is asked to do, whether it has heard, and where each setting comes from. */
export function PolicyTab({ device }: { device: Device }) {
  const query = useQuery(views.devicePolicy(device.id));
  const mayEdit = useMay()('policies.edit');
  const [excepting, setExcepting] = useState(false);
  return (
    <>
      <Loaded query={query} what="the policy of this device" skeleton={<RowsSkeleton rows={6} height={44} />}>
        {policy => (
          <>
            <p>
              Follows the policy of{' '}
              <Anchor component={Link} to={`/policies/group.${policy.groupId}`}>
                {policy.groupName}
              </Anchor>
              {policy.why === null ? `, and confirmed policy ${policy.current}.` : '.'}
            </p>
            {policy.why === null ? null : (
              <Notice tone="caution" title={`Does not have policy ${policy.current} yet`}>
                {policy.why}
              </Notice>
            )}
            {mayEdit ? (
              <p className="policy-acts">
                <Button
                  component={Link}
                  to={`/policies/device.${device.id}`}
                  size="compact-sm"
                  variant="default"
                >
                  Settings for this device alone
                </Button>{' '}
                <Button size="compact-sm" variant="default" onClick={() => setExcepting(true)}>
                  Make an exception
                </Button>
              </p>
            ) : null}
            <ul className="plain-list">
              {policy.controls.map(control => (
                <Control key={control.control} control={control} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <WhatItSends id={device.id} />
      {excepting ? (
        <ExceptionDialog device={{ id: device.id, name: device.name }} onClose={() => setExcepting(false)} />
      ) : null}
    </>
  );
}

/** As whoever sits there reads it in “What this computer reports”. */
function WhatItSends({ id }: { id: string }) {
  const query = useQuery(views.deviceSends(id));
  return (
    <Section title="What this device sends us">
      <Loaded query={query} what="what it sends" skeleton={<RowsSkeleton rows={3} height={44} />}>
        {({ sent, never }) => (
          <>
            <ul className="plain-list">
              {sent.map(({ key, what, why, kept }) => (
                <li key={key} className="line">
                  <span className="line-words">
                    {what}. <span className="quiet">{why}.</span>
                  </span>
                  <span className="line-age">Kept: {kept}</span>
                </li>
              ))}
            </ul>
            <p className="quiet">Never: {never.join(', ')}.</p>
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Control({ control }: { control: DevicePolicy['controls'][number] }) {
  return (
    <li className="asked-control">
      <div className="line">
        <span className="line-words">
          <strong>{control.title}.</strong> {control.sentence} <OwnMark fields={control.fields} />
        </span>
        <span className="mode-chip" data-mode={control.mode}>
          {control.mode}
        </span>
      </div>
      <details className="evidence">
        <summary>
          Where each setting comes from<span className="hidden-words">: {control.title}</span>
        </summary>
        <dl className="fact-list">
          {control.fields.map(field => (
            <div key={field.field}>
              <dt>{field.title}</dt>
              <dd>
                {field.value} <Whence field={field} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

/** What is otherwise here than in the group stands beside the sentence, not only in the fold. */
function OwnMark({ fields }: { fields: Field[] }) {
  const field = fields.find(one => one.from === 'exception') ?? fields.find(one => one.from === 'device');
  if (field === undefined) return null;
  return <Whence field={field} />;
}

const fromWords: Record<Field['from'], string> = {
  default: 'the usual setting',
  school: 'from the school',
  group: 'from the group',
  device: 'set for this device',
  exception: 'by an exception',
};

function Whence({ field }: { field: Field }) {
  const { timeZone } = useSession().school;
  return (
    <span className={field.from === 'exception' ? 'exception-mark' : 'quiet'}>
      {fromWords[field.from]}
      {field.until === null ? '' : ` until ${sayDate(field.until, timeZone)}`}
    </span>
  );
}
