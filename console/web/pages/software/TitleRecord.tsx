import type { ReactNode } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { Title, TitleRecord as Written } from '../../../../shared/protocol/api/software.ts';
import { Section } from '../../components/Page.tsx';
import { plural } from '../../time.ts';

const none = <span className="quiet">–</span>;
const day = (value: string | null) => (value === null ? none : sayDay(value));

const personal: Record<Written['personalData'], string> = {
  not_said: 'Not said yet',
  yes: 'Yes',
  no: 'No',
};

/** What the school wrote: who answers for it, its risks, its data, its licences. */
export function TitleRecord({ title }: { title: Title }) {
  const { record } = title;
  const blocks: [string, [string, ReactNode][]][] = [
    [
      'Care',
      [
        ['Answers for it', record.owner ?? none],
        ['Updates come from', record.updateSource ?? none],
        ['Next review', day(record.reviewOn)],
        ['School’s own end of support', day(record.supportEndsOn)],
      ],
    ],
    [
      'Risk and personal data',
      [
        ['Risk assessed', assessed(record)],
        ['Assessment', kept(record.assessment)],
        ['Holds personal data', personal[record.personalData]],
        ['DPIA', record.dpia ?? (record.personalData === 'yes' ? <Missing>none yet</Missing> : none)],
        ['School devices only', schoolOnly(title)],
      ],
    ],
    [
      'Licence',
      [
        ['Supplier', record.supplier ?? none],
        ['Seats', record.seats === null ? none : seats(record.seats, title.devices)],
        ['Contract ends', day(record.contractEndsOn)],
        ['Notes', kept(record.notes)],
      ],
    ],
  ];
  return (
    <div className="two-columns">
      {blocks.map(([name, facts]) => (
        <Section key={name} title={name}>
          <dl className="fact-list wide">
            {facts.map(([words, value]) => (
              <div key={words}>
                <dt>{words}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Section>
      ))}
    </div>
  );
}

function schoolOnly({ record, onOwnDevices }: Title): ReactNode {
  if (!record.schoolOnly) return 'No';
  if (onOwnDevices === 0) return 'Yes: it holds children’s data';
  return <Missing>Yes, and it is on {plural(onOwnDevices, 'device')} of people’s own</Missing>;
}

const Missing = ({ children }: { children: ReactNode }) => (
  <span className="severity" data-grave="caution">
    {children}
  </span>
);

function assessed(record: Written): ReactNode {
  if (record.assessedOn === null) return record.personalData === 'yes' ? <Missing>not yet</Missing> : none;
  return `${sayDay(record.assessedOn)}${record.assessedBy === null ? '' : `, by ${record.assessedBy}`}`;
}

const kept = (text: string | null) => (text === null ? none : <span className="kept-lines">{text}</span>);

const seats = (bought: number, used: number) =>
  used > bought ? (
    <Missing>
      {plural(bought, 'seat')}, on {plural(used, 'device')}
    </Missing>
  ) : (
    `${plural(bought, 'seat')}, ${used} in use`
  );
