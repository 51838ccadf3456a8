import { Anchor, Button, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device, DeviceFinding } from '../../../../shared/protocol/api/devices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty } from '../../components/Loaded.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { sayEnd } from '../../components/StateStrip.tsx';
import { useMay, useSession } from '../../session.tsx';
import { Evidence } from './Evidence.tsx';
import { sayHow } from './how.ts';
import { VirusDialog } from './VirusDialog.tsx';

/** Each control: how it stands, what to do next, and on what evidence. */
export function NowTab({ device }: { device: Device }) {
  if (device.findings.length === 0)
    return (
      <Empty title="Nothing reported yet.">
        {device.status === 'approved'
          ? 'The first report comes within seconds of the device being on and connected.'
          : 'The first report comes after somebody approves the device.'}
      </Empty>
    );
  return (
    <div className="findings">
      {device.findings.map(view => (
        <Finding
          key={view.finding.control}
          view={view}
          device={device}
          exceptedUntil={device.controls.find(one => one.control === view.finding.control)?.exceptedUntil}
        />
      ))}
    </div>
  );
}

/** What can be done from here, for whoever may order it. */
function VirusButton({ device }: { device: Device }) {
  const [asking, setAsking] = useState(false);
  if (!useMay()('orders.give') || device.status !== 'approved') return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        Virus list or scan…
      </Button>
      {asking ? <VirusDialog device={device} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

interface FindingProps {
  view: DeviceFinding;
  device: Device;
  exceptedUntil: number | undefined;
}

function Finding({ view, device, exceptedUntil }: FindingProps) {
  const { finding, standing, title, sentence, next } = view;
  const { timeZone } = useSession().school;
  const until = sayEnd(exceptedUntil, timeZone);
  return (
    <section className="finding" data-state={standing.state} data-control={finding.control}>
      <StateMark state={standing.state} size="lg" excepted={until} />
      <div className="finding-words">
        <Title order={2} size="h3">
          {title}
        </Title>
        <p className="finding-sentence">{sentence}</p>
        {until === undefined ? null : (
          <p>
            <Anchor component={Link} to="/policies/exceptions" className="exception-mark" size="sm">
              Exception until {until}
            </Anchor>
          </p>
        )}
        {next === null ? null : (
          <p className="finding-next">
            <strong>Next:</strong> {next}
          </p>
        )}
        {finding.baseline === undefined ? null : (
          <p className="finding-baseline">
            <StateMark state={finding.baseline.state} size="sm" about={finding.baseline.name} />{' '}
            {finding.baseline.name}
          </p>
        )}
        {finding.control === 'antivirus' ? <VirusButton device={device} /> : null}
        <p className="finding-age">
          <Ago at={finding.observedAt} before="Looked at" /> · {sayHow[finding.how]}
        </p>
        <Evidence finding={finding} title={title} />
      </div>
    </section>
  );
}
