/** Every line of the five schools' policies is shown by something that exists, or says what is missing. */
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { requirementGroups, requirements, standingOf } from '../../shared/clauses/requirements.ts';
import { requirementsPage } from '../../shared/clauses/requirements-page.ts';
import { controls } from '../../shared/controls/index.ts';
import { pageLists } from '../support/page-list.ts';

const of = (path: string) => new URL(`../../${path}`, import.meta.url);
/** The formatter pads the cells of a table. */
const unpadded = (page: string) => page.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---');
const list = of('../shared/reference/requirements.md');

/** How many lines each letter has: none can be dropped where the list itself is not beside the checkout. */
const amounts = 'A7 B4 C15 D11 E9 F14 G6 H5 I6 J7 K4 L8 M4 N5 O10 P13 Q17 R7 S12 T12 U7'.split(' ');

describe('the requirements of schools’ policies', () => {
  it('are all there, once and in order', () => {
    const counted = Object.keys(requirementGroups).map(
      letter => `${letter}${requirements.filter(one => one.id.startsWith(letter)).length}`,
    );
    expect(counted).to.deep.equal(amounts);
    const expected = amounts.flatMap(one =>
      Array.from({ length: Number(one.slice(1)) }, (_, at) => `${one[0]}-${String(at + 1).padStart(2, '0')}`),
    );
    expect(requirements.map(one => one.id)).to.deep.equal(expected);
  });

  it('are those of the list, and as many of them are outside', function () {
    if (!existsSync(list)) this.skip();
    const rows = readFileSync(list, 'utf8').match(/^\| [A-Z]-\d\d \|.*$/gm) ?? [];
    const isOut = (row: string) => row.startsWith('| T-') || /\| OUT\b/.test(row);
    const id = (row: string) => row.slice(2, 6);
    expect(requirements.map(one => one.id)).to.deep.equal(rows.map(id));
    expect(requirements.filter(one => one.outside).map(one => one.id)).to.deep.equal(
      rows.filter(isOut).map(id),
    );
  });

  it('each have a check or a record with its evidence, or the reason why not', () => {
    for (const one of requirements) {
      const standing = standingOf(one);
      expect(one.sentence, one.id).to.match(/^[A-Z].{10,140}\.$/);
      if (standing === 'shown' || standing === 'partly') expect(one.evidence, one.id).to.have.length.above(7);
      else expect(one.missing, one.id).to.be.a('string');
    }
  });

  it('name only checks and pages that there are', () => {
    const checks = new Set(controls.map(one => one.key));
    const pages = new Set([...pageLists().matchAll(/page\(\s*'([^']+)'/g)].map(found => `/${found[1]}`));
    for (const { id, checks: named, pages: shown } of requirements) {
      expect(
        named.filter(key => !checks.has(key)),
        id,
      ).to.deep.equal([]);
      expect(
        shown.filter(page => !pages.has(page)),
        id,
      ).to.deep.equal([]);
    }
  });

  it('are in the documentation as they are here', () =>
    expect(unpadded(readFileSync(of('docs/requirements.md'), 'utf8'))).to.equal(
      unpadded(requirementsPage()),
      'node test/support/write-requirements.ts writes it anew',
    ));
});
