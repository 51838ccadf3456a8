import { expect } from 'chai';
import fc from 'fast-check';
import { readTermDates } from './reading.ts';

const outcomes = (text: string) => readTermDates(text).lines.map(({ line, outcome }) => `${line} ${outcome}`);

/** Composed in the shape in which councils publish them. */
const council = `School term dates 2026/27

Autumn Term 2026
Term starts: Wednesday 2 September 2026
Half term: Monday 26 October to Friday 30 October 2026
Term ends: Friday 18 December 2026

Spring Term 2027
Starts Monday 4th January
Half-term 15–19 February
Ends Thursday 25th March
Easter holiday: 26 March to 9 April

Summer term: Monday 12 April 2027 - Wednesday 21 July 2027
May Day bank holiday: Monday 3 May 2027
Half term 31 May - 4 June 2027

INSET days: 1 September 2026, 27 November 2026 and 4 June 2027
Polling day (school closed): 6 May 2027`;

describe('term dates, pasted', () => {
  it('of a council become terms, half-terms, training days and closures', () => {
    const { terms, daysOff, lines } = readTermDates(council);
    expect(lines.filter(({ outcome }) => outcome === 'problem')).to.deep.equal([]);
    expect(terms).to.deep.equal([
      { name: 'Autumn term 2026', from: '2026-09-02', to: '2026-12-18' },
      { name: 'Spring term 2027', from: '2027-01-04', to: '2027-03-25' },
      { name: 'Summer term 2027', from: '2027-04-12', to: '2027-07-21' },
    ]);
    expect(daysOff.map(({ kind, from, to }) => `${kind} ${from} ${to}`)).to.deep.equal([
      'half_term 2026-10-26 2026-10-30',
      'half_term 2027-02-15 2027-02-19',
      'half_term 2027-05-31 2027-06-04',
      'inset 2026-09-01 2026-09-01',
      'inset 2026-11-27 2026-11-27',
      'inset 2027-06-04 2027-06-04',
      'closed 2027-05-06 2027-05-06',
    ]);
  });

  it('in figures are read day first, and refused month first', () => {
    expect(readTermDates('Autumn term 02/09/2026 to 18/12/2026').terms[0]).to.include({ to: '2026-12-18' });
    expect(readTermDates('Autumn term 09/02/2026 to 12/18/2026').lines[0]?.words).to.contain(
      'month before the day',
    );
  });

  it('say by line what could not be read, and keep the rest', () => {
    const text = [
      'Autumn term 2 September 2026 to 31 September 2026',
      'Spring term 4 January 2027 to 25 March 2027',
      'Summer fair 12 June 2028',
      'Something on 5 May 2027',
      'Term ends 21 July 2027',
      'Term starts 1 September 2027',
    ].join('\n');
    expect(outcomes(text)).to.deep.equal([
      '1 problem',
      '2 term',
      '3 problem',
      '4 problem',
      '5 problem',
      '6 problem',
    ]);
    expect(readTermDates(text).terms).to.have.length(1);
  });

  it('without a year need one above them', () => {
    expect(readTermDates('Half-term 15–19 February').lines[0]?.words).to.contain('has no year');
    expect(readTermDates('2026/27\nHalf-term 15–19 February').daysOff[0]?.from).to.equal('2027-02-15');
  });

  it('over the new year take the year before for the first day', () =>
    expect(readTermDates('School closed 14 December to 4 January 2027').daysOff[0]).to.include({
      from: '2026-12-14',
      to: '2027-01-04',
    }));

  it('of any text never throw, and never give a day that is none', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constant(council).map(t => t.replace(/\d/, '9')),
        ),
        text => {
          const { terms, daysOff } = readTermDates(text);
          for (const { from, to } of [...terms, ...daysOff])
            expect(Date.parse(to)).to.be.gte(Date.parse(from));
        },
      ),
    ));

  it('cut off anywhere never throw', () => {
    for (let length = 0; length < council.length; length += 1) readTermDates(council.slice(0, length));
  });
});

const event = (summary: string, start: string, end?: string, more = '') =>
  `BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:${start}\r\n${end ? `DTEND;VALUE=DATE:${end}\r\n` : ''}${more}SUMMARY:${summary}\r\nEND:VEVENT\r\n`;
const file = (...events: string[]) => `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${events.join('')}END:VCALENDAR\r\n`;

describe('term dates, of an .ics file', () => {
  it('end on the day before the end that is written, as whole days do', () => {
    const read = readTermDates(file(event('Half term', '20261026', '20261031')));
    expect(read.daysOff).to.deep.equal([
      { kind: 'half_term', name: 'Half-term', from: '2026-10-26', to: '2026-10-30' },
    ]);
  });

  it('are put in order, so that a term’s beginning and end meet', () => {
    const text = file(
      event('Autumn term ends', '20261218', '20261219'),
      event('Autumn term begins', '20260902', '20260903'),
      event('INSET day\\, staff', '20260901'),
    );
    const read = readTermDates(text);
    expect(read.terms).to.deep.equal([{ name: 'Autumn term 2026', from: '2026-09-02', to: '2026-12-18' }]);
    expect(read.daysOff[0]).to.include({ kind: 'inset', from: '2026-09-01' });
  });

  it('fold over lines, repeat or lack a day, and are told so', () => {
    const text = file(
      'BEGIN:VEVENT\r\nDTSTART:20270506T080000Z\r\nSUMMARY:School clo\r\n sed for polling\r\nEND:VEVENT\r\n',
      event('Training', '20261127', undefined, 'RRULE:FREQ=WEEKLY\r\n'),
      'BEGIN:VEVENT\r\nSUMMARY:Half term\r\nEND:VEVENT\r\n',
    );
    const read = readTermDates(text);
    expect(read.daysOff).to.have.length(1);
    expect(read.lines.filter(({ outcome }) => outcome === 'problem')).to.have.length(2);
  });
});
