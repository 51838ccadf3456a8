import { Button, Group, Modal, Stack, Table, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type ReadDates, type ReadLine, readTermDates } from '../../../../shared/calendar/reading.ts';
import { schoolYearOf } from '../../../../shared/calendar/usual-year.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { plural } from '../../time.ts';

interface Props {
  opened: boolean;
  onClose(): void;
  /** Only the school years that were found are replaced. */
  onUse(read: ReadDates): void;
}

const mostBytes = 200_000;

/** Paste or choose a file, see line by line what was understood, then use it. Nothing is saved here. */
export function ReadDialog({ opened, onClose, onUse }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Paste or import term dates" size="xl" centered>
      <Reading onClose={onClose} onUse={onUse} />
    </Modal>
  );
}

function Reading({ onClose, onUse }: Omit<Props, 'opened'>) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const read = useMemo(() => (text.trim() === '' ? undefined : readTermDates(text)), [text]);
  const found = read === undefined ? 0 : read.terms.length + read.daysOff.length;

  async function choose(file: File | undefined): Promise<void> {
    setProblem(undefined);
    if (file === undefined) return;
    if (file.size > mostBytes)
      setProblem('The file is larger than 200 kB. Choose one with this year’s dates only.');
    else if (/\.(pdf|docx?|xlsx?)$/i.test(file.name))
      setProblem('This kind of file cannot be read. Open it, copy the dates, and paste them below.');
    else setText(await file.text());
  }

  return (
    <Stack gap="sm">
      <label className="file-line">
        Calendar file (.ics) or text
        <input
          type="file"
          accept=".ics,.txt,.csv,text/calendar,text/plain"
          onChange={event => void choose(event.currentTarget.files?.[0])}
        />
      </label>
      {problem === undefined ? null : (
        <Notice tone="error" urgent>
          {problem}
        </Notice>
      )}
      <Textarea
        label="Or paste the dates, one thing a line"
        description="For example: Autumn term 2 September 2026 to 18 December 2026. Half-term 26 to 30 October 2026. INSET days 1 September 2026 and 4 January 2027."
        autosize
        minRows={6}
        maxRows={12}
        value={text}
        data-autofocus
        onChange={event => setText(event.currentTarget.value)}
      />
      {read === undefined ? null : <Understood read={read} />}
      <After>
        The calendar can be changed again at any time; what these dates replace is not brought back.
      </After>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={found === 0} onClick={() => read && onUse(read)}>
          Use these dates
        </Button>
      </Group>
    </Stack>
  );
}

const outcomeWords: Record<ReadLine['outcome'], string> = {
  term: 'Term',
  day_off: 'Days off',
  nothing: 'Passed over',
  problem: 'Not understood',
};

function Understood({ read }: { read: ReadDates }) {
  const { terms, daysOff, lines } = read;
  const problems = lines.filter(({ outcome }) => outcome === 'problem').length;
  const last = (one: ReadLine) => Number(one.outcome !== 'problem');
  const shown = lines
    .filter(({ outcome, words }) => outcome !== 'nothing' || words !== '')
    .sort((a, b) => last(a) - last(b) || a.line - b.line);
  const years = [...new Set([...terms, ...daysOff].map(({ from }) => schoolYearOf(from)))].sort();
  return (
    <section aria-label="What was understood" aria-live="polite">
      <p>
        <strong>
          {plural(terms.length, 'term')} and {plural(daysOff.length, 'entry', 'entries')} of days off.
        </strong>{' '}
        {years.length === 0
          ? ''
          : `They take the place of what is entered for ${years.map(year => `${year}/${String(year + 1).slice(2)}`).join(' and ')}.`}{' '}
        {problems === 0
          ? ''
          : `${plural(problems, 'line was', 'lines were')} not understood. Mend the text above, or enter that by hand afterwards.`}
      </p>
      {shown.length === 0 ? (
        <p className="quiet">No dates are in this text.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section className="read-lines" aria-label="Line by line" tabIndex={0}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Line</Table.Th>
                <Table.Th>What stands there</Table.Th>
                <Table.Th>What becomes of it</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((one, at) => (
                <Table.Tr key={String(at)} data-outcome={one.outcome}>
                  <Table.Td className="number">{one.line}</Table.Td>
                  <Table.Td className="long-word">{one.text}</Table.Td>
                  <Table.Td>
                    <strong>{outcomeWords[one.outcome]}.</strong> {one.words}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      )}
    </section>
  );
}
