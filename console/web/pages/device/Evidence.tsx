import { Table } from '@mantine/core';
import type { Finding, Part } from '../../../../shared/finding.ts';
import { Moment } from '../../components/Ago.tsx';
import { StateLabel } from '../../components/StateMark.tsx';
import { factLabel, factValue } from '../../control-words.ts';
import { useSession } from '../../session.tsx';
import { sayMoment } from '../../time.ts';

/** What the device saw, part by part, and where it looked. */
export function Evidence({ finding, title }: { finding: Finding; title: string }) {
  const { facts, parts } = finding.evidence;
  return (
    <details className="evidence">
      <summary>
        Evidence<span className="hidden-words"> for {title}</span>
      </summary>
      <Facts control={finding.control} facts={facts} />
      <Parts control={finding.control} parts={parts} />
      <dl className="fact-list quiet">
        <div>
          <dt>Source</dt>
          <dd>{finding.source}</dd>
        </div>
        <div>
          <dt>Looked at</dt>
          <dd>
            <Moment at={finding.observedAt} />
          </dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>{finding.observedBy}</dd>
        </div>
        <div>
          <dt>Reason code</dt>
          <dd>
            <code>{finding.reason}</code>
          </dd>
        </div>
      </dl>
    </details>
  );
}

function useFactValue() {
  const { timeZone } = useSession().school;
  return (fact: string, value: Part['facts'][string]) =>
    factValue(fact, value, at => sayMoment(at, timeZone));
}

function Facts({ control, facts }: { control: string; facts: Part['facts'] }) {
  const say = useFactValue();
  const entries = Object.entries(facts).filter(([fact, value]) => fact !== 'detail' || value !== null);
  if (entries.length === 0) return null;
  return (
    <dl className="fact-list">
      {entries.map(([fact, value]) => (
        <div key={fact}>
          <dt>{factLabel(control, fact)}</dt>
          <dd>{say(fact, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One row a part; one column for each fact that any part has. */
function Parts({ control, parts }: { control: string; parts: Part[] }) {
  const say = useFactValue();
  if (parts.length === 0) return null;
  const columns = [...new Set(parts.flatMap(part => Object.keys(part.facts)))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls sideways must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label="What was looked at, part by part">
      <Table className="parts" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">What</Table.Th>
            <Table.Th scope="col">State</Table.Th>
            {columns.map(fact => (
              <Table.Th key={fact} scope="col">
                {factLabel(control, fact)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map(part => (
            <Table.Tr key={part.name}>
              <Table.Th scope="row" className="row-heading">
                {part.name}
              </Table.Th>
              <Table.Td>
                <StateLabel state={part.state} />
              </Table.Td>
              {columns.map(fact => (
                <Table.Td key={fact}>
                  {fact in part.facts ? say(fact, part.facts[fact] ?? null) : ''}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
