import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Baseline } from '../../../../shared/protocol/api/baseline.ts';
import type { Place } from '../../../../shared/protocol/api/policies.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { plural, sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { ExceptionDialog } from './ExceptionDialog.tsx';

/** What the devices should be, which drifted, what was put right by itself, and what somebody accepted. */
export function BaselineTab({ place }: { place: Place }) {
  const query = useQuery(views.baseline(place.place));
  return (
    <Loaded query={query} what="how they stand" skeleton={<RowsSkeleton rows={8} />}>
      {baseline => (
        <>
          <p className="answer">{headline(baseline)}</p>
          <div className="tool-line">
            <Export list={`/policies/places/${place.place}/baseline`} what="the figures" small />
          </div>
          <Controls baseline={baseline} place={place} />
          <Locks baseline={baseline} />
          <Out baseline={baseline} />
          <Drifts baseline={baseline} />
          <Accepted baseline={baseline} />
        </>
      )}
    </Loaded>
  );
}

function headline({ devices, inLine, accepted }: Baseline): string {
  if (devices === 0) return 'No device is here yet.';
  const rest = accepted.length === 0 ? '' : `, with ${plural(accepted.length, 'accepted exception')}`;
  if (inLine === devices) return `All ${plural(devices, 'device')} are as they should be${rest}.`;
  return `${inLine} of ${plural(devices, 'device')} ${inLine === 1 ? 'is' : 'are'} as ${inLine === 1 ? 'it' : 'they'} should be${rest}. The ${devices - inLine === 1 ? 'other is' : 'others are'} not, or not known.`;
}

/** The devices list, narrowed to what a figure counts; a device's own page has them all. */
function listOf(place: Place, control: string, state: string): string | undefined {
  if (place.scope === 'device') return undefined;
  const query = new URLSearchParams({ control, state });
  if (place.scope === 'group') query.set('group', place.scopeId);
  return `/devices?${query}`;
}

function Controls({ baseline, place }: { baseline: Baseline; place: Place }) {
  const mayOpen = useMay()('devices.read');
  const opens = (control: string, state: string) => (mayOpen ? { to: listOf(place, control, state) } : {});
  const used = baseline.controls.filter(one => one.mode !== 'off');
  return (
    <table className="device-table list-table baseline-table">
      <caption className="hidden-words">What it should be, and how many are</caption>
      <thead>
        <tr>
          <th scope="col">What it should be</th>
          <th scope="col">Mode</th>
          <th scope="col" className="number">
            Is so
          </th>
          <th scope="col" className="number">
            Is not
          </th>
          <th scope="col" className="number">
            Not known
          </th>
          <th scope="col" className="number">
            Accepted
          </th>
          <th scope="col" className="number">
            Found changed
          </th>
        </tr>
      </thead>
      <tbody>
        {used.map(one => (
          <tr key={one.control}>
            <th scope="row" className="row-heading">
              {one.sentence}
            </th>
            <td data-label="Mode">{one.mode}</td>
            <Figure label="Is so" value={one.met} {...opens(one.control, 'met')} />
            <Figure label="Is not" value={one.notMet} {...opens(one.control, 'not_met')} />
            <Figure label="Not known" value={one.unknown} {...opens(one.control, 'unknown')} />
            <Figure label="Accepted" value={one.accepted} to="/policies/exceptions" />
            <Figure label="Found changed" value={one.corrected} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Figure({ label, value, to }: { label: string; value: number; to?: string | undefined }) {
  return (
    <td data-label={label} className={value === 0 ? 'number zero' : 'number'}>
      {value === 0 || to === undefined ? (
        value
      ) : (
        <Anchor component={Link} to={to} inherit underline="always">
          {value}
        </Anchor>
      )}
    </td>
  );
}

/** Of everybody together: nobody can be told from it. */
function Locks({ baseline: { locks, days } }: { baseline: Baseline }) {
  if (locks === null) return null;
  const { byPeople, byItself } = locks;
  const share = Math.round((100 * byPeople) / (byPeople + byItself));
  return (
    <p className="quiet">
      In the last {days} days {byPeople.toLocaleString('en-GB')} of{' '}
      {(byPeople + byItself).toLocaleString('en-GB')} locks were by the people at the screens ({share} in
      100); the other screens locked by themselves.
    </p>
  );
}

/** The headteacher reads the name only: devices have a page for technicians. */
function DeviceName({ device, tab }: { device: { id: string; name: string }; tab: string }) {
  if (!useMay()('devices.read')) return <strong>{device.name}</strong>;
  return (
    <Anchor component={Link} to={`/devices/${device.id}?tab=${tab}`} underline="always">
      {device.name}
    </Anchor>
  );
}

function Out({ baseline: { out, devices, inLine } }: { baseline: Baseline }) {
  const mayEdit = useMay()('policies.edit');
  const [accepting, setAccepting] = useState<{ device: { id: string; name: string }; control: string }>();
  if (out.length === 0) return null;
  const more = devices - inLine - out.length;
  return (
    <Section title="Not as they should be, or not known" note={more > 0 ? `and ${more} more` : undefined}>
      <ul className="plain-list">
        {out.map(device => (
          <li key={device.id} className="line">
            <span className="line-words">
              <DeviceName device={device} tab="now" />
              {device.lines.map(line => (
                <span key={line.control} className="order-detail">
                  {line.sentence}{' '}
                  {line.away || !mayEdit ? null : (
                    <Anchor
                      component="button"
                      type="button"
                      size="sm"
                      onClick={() => setAccepting({ device, control: line.control })}
                    >
                      Accept for a while<span className="hidden-words">: {device.name}</span> …
                    </Anchor>
                  )}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {accepting === undefined ? null : (
        <ExceptionDialog {...accepting} onClose={() => setAccepting(undefined)} />
      )}
    </Section>
  );
}

function Drifts({ baseline: { drifts, days } }: { baseline: Baseline }) {
  return (
    <Section title="Changed at a device, and put right" note={`in the last ${days} days`}>
      {drifts.length === 0 ? (
        <p className="quiet">Nobody changed a setting that is enforced.</p>
      ) : (
        <ul className="plain-list">
          {drifts.map(one => (
            <li key={one.id} className="line">
              <span className="line-words">
                <DeviceName device={one.device} tab="history" /> {one.title}: {one.setting}
                <span className="order-detail">
                  {one.stopped
                    ? 'Changed again and again, so it is no longer put right. Find out who or what changes it, or publish the policy again.'
                    : 'Found changed; it is put right by itself.'}
                </span>
              </span>
              <span className="line-age">
                <Ago at={one.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function Accepted({ baseline: { accepted } }: { baseline: Baseline }) {
  const { timeZone } = useSession().school;
  return (
    <Section title="Accepted">
      {accepted.length === 0 ? (
        <p className="quiet">No exception holds here.</p>
      ) : (
        <ul className="plain-list">
          {accepted.map(one => (
            <li key={one.id} className="line">
              <span className="line-words">
                {one.title} on {one.devices.map(device => device.name).join(', ')}, until{' '}
                {sayDate(one.endsAt, timeZone)}: “{one.reason}”
                <span className="order-detail">
                  {one.askedBy} asked, {one.approvedBy} accepted it.
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
