import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as z from 'zod';
import { moment, onlyRow, parseTold, rowsOf, script } from './powershell.ts';

const answer = z.object({ part: rowsOf(z.object({ n: z.number() })) });
const read = (told: unknown) => () =>
  parseTold(typeof told === 'string' ? told : JSON.stringify(told), answer, 'a test');

describe('an answer of PowerShell', () => {
  it('is read with its language mode, also where 5.1 wraps a list', () => {
    const part = { rows: { value: [{ n: 1 }], Count: 1 } };
    expect(read({ language: 'FullLanguage', answer: { part } })()).to.deep.equal({
      language: 'FullLanguage',
      answer: { part: { rows: [{ n: 1 }] } },
    });
  });

  it('is refused when it is cut, foreign, or of another shape', () => {
    expect(read('{"language":"Full')).to.throw('not the JSON');
    expect(read({ language: 'FullLanguage' })).to.throw('not the JSON');
    expect(read({ language: 'FullLanguage', answer: { part: { rows: [{ n: 'one' }] } } })).to.throw('part');
  });

  it('tells a refusal by its number, and says when the language mode is the cause', () => {
    expect(read({ language: 'FullLanguage', error: '0x80041003' })).to.throw('refused access');
    expect(read({ language: 'FullLanguage', error: '0x80004005' })).to.throw('answered 0x80004005');
    expect(read({ language: 'ConstrainedLanguage', error: '0x80131501' })).to.throw('ConstrainedLanguage');
  });

  it('has no row where one was needed', () => {
    expect(() => onlyRow({ rows: [] }, 'FullLanguage', 'a test')).to.throw('without any row');
    expect(() => onlyRow({ error: '0x80070005' }, 'FullLanguage', 'a test')).to.throw('refused access');
  });

  it('gives moments in UTC, and none for the zero dates of Windows', () => {
    expect(moment.parse('2026-11-21T12:00:00Z')).to.equal(Date.UTC(2026, 10, 21, 12));
    expect(moment.parse('1601-01-01T00:00:00Z')).to.equal(null);
    expect(moment.parse(null)).to.equal(null);
    expect(moment.safeParse('2026-13-41T12:00:00Z').success).to.equal(false);
    expect(moment.safeParse('21/11/2026').success).to.equal(false);
  });

  it('comes from scripts whose patterns each ask for something: one that lost its backslash may find all', () => {
    const agent = join(import.meta.dirname, '..', '..');
    const patterns = globSync('**/*.ts', { cwd: agent, exclude: ['**/*.test.ts'] }).flatMap(path =>
      [
        ...readFileSync(join(agent, path), 'utf8').matchAll(/\s-[ci]?(?:not)?(?:match|replace) '([^'\n]+)'/g),
      ].map(([, pattern = '']) => `${path}: ${pattern.replaceAll('\\\\', '\\')}`),
    );
    expect(patterns.length).to.be.above(10);
    const foundInNothing = patterns.filter(one => new RegExp(one.slice(one.indexOf(': ') + 2)).test(''));
    expect(foundInNothing).to.deep.equal([]);
  });

  it('tells a log without such an event from one that could not be read', () => {
    const agent = join(import.meta.dirname, '..', 'controls');
    const silent = globSync('**/*.ts', { cwd: agent, exclude: ['**/*.test.ts'] }).filter(path =>
      readFileSync(join(agent, path), 'utf8')
        .split('\n')
        .some(line => line.includes('Get-WinEvent') && !/Events \{|\.Count -gt 0/.test(line)),
    );
    expect(silent).to.deep.equal([]);
  });

  it('comes from a script that never sets the console’s encoding, which ConstrainedLanguage forbids', () => {
    expect(script('@{}')).to.not.match(/OutputEncoding|Add-Type|\[Console\]/);
  });
});
