/** What every control can say on every system, by its own tests; and that no spoiled answer makes it say *met*. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Gathered } from '../support/control-states/gather.ts';
import { documentOf, type Row, rowsFrom } from '../support/control-states/table.ts';
import { mayBecomeMet, mayStayMet } from '../support/control-states/why-empty.ts';
import { itWhen, recordedAreMissing } from '../support/recorded.ts';

const checkout = join(import.meta.dirname, '..', '..');
const page = join(checkout, 'docs', 'control-states.md');

describe('the states of every control', function () {
  this.timeout(400_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-states-'));
  let gathered: Gathered;
  let rows: Row[];

  before(async () => {
    const output = join(folder, 'gathered.json');
    const gather = join(checkout, 'test', 'support', 'control-states', 'gather.ts');
    execFileSync(process.execPath, [gather, output], { stdio: 'ignore' });
    gathered = JSON.parse(readFileSync(output, 'utf8'));
    rows = await rowsFrom(gathered.shown);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are each shown by a test, or there is a reason why not', () => {
    const empty = rows.flatMap(({ control, reason, cells }) =>
      cells.flatMap((cell, at) =>
        cell.kind === 'empty' ? [`${control} ${reason} ${['linux', 'windows', 'macos'][at]}`] : [],
      ),
    );
    expect(empty, 'write a test, or a reason into test/support/control-states/why-empty.ts').to.deep.equal(
      [],
    );
  });

  itWhen(recordedAreMissing, 'stand in docs/control-states.md', () => {
    const made = formatted(documentOf(rows));
    const written = readFileSync(page, 'utf8');
    if (made === written) return;
    writeFileSync(page, made);
    expect(rowsIn(written), 'the page was written anew: look at it and commit it').to.equal(rowsIn(made));
  });

  it('come from an answer as it is: none that is cut or changed crashes, or makes anything met', () => {
    const { seed, counts, faults } = gathered;
    const { looks, samples, machines, spoiled } = counts;
    process.stdout.write(
      `      ${spoiled} spoiled looks: ${looks} of the tests, ${samples} recorded samples in ${machines} machines; seed ${seed}\n`,
    );
    const wrong = faults.filter(
      ({ kind, control, system, entry }) =>
        kind !== 'met_without' &&
        !mayBecomeMet.some(may => may.kind === kind && may.at === `${control} ${system} ${entry}`),
    );
    expect(wrong.slice(0, 10)).to.deep.equal([]);
    expect(looks).to.be.above(300);
  });

  it('are not met on the strength of what was not seen: each source fails alone', () => {
    const stayed = gathered.faults
      .filter(({ kind }) => kind === 'met_without')
      .map(({ control, system, entry }) => `${control} ${system} ${entry}`);
    const wrong = new Set(stayed.filter(at => !mayStayMet.some(may => may.at.test(at))));
    expect([...wrong], 'mend the look, or say in why-empty.ts why it is enough').to.deep.equal([]);
    // A reason for something that no longer happens is taken out.
    const needless = mayStayMet.filter(({ at }) => !stayed.some(one => at.test(one)));
    expect(needless.map(({ at }) => String(at))).to.deep.equal([]);
  });
});

/** As Biome would write it. */
function formatted(text: string): string {
  const biome = join(checkout, 'node_modules', '.bin', 'biome');
  return execFileSync(biome, ['format', `--stdin-file-path=${page}`], { input: text, encoding: 'utf8' });
}

/** How a cell is shown: a fixture that is lost makes it ◦, a scenario that is lost takes its ● away. */
const markOf = (cell: string) =>
  `${/^ ?[◦—]/.exec(cell)?.[0].trim() ?? ''}${cell.includes(' ● ') ? '●' : ''}`;

/** Control, state, reason and how each system shows it: the titles in the cells may change with their tests. */
const rowsIn = (text: string) =>
  text
    .split('\n')
    .filter(line => /^(##|\|)/.test(line))
    .map(line => {
      const cells = line.split(/(?<!\\)\|/);
      const named = cells.slice(0, 3).map(cell => cell.replace(/-+/, '-').trim());
      return [...named, ...cells.slice(3, 6).map(markOf)].join(' ');
    })
    .join('\n');
