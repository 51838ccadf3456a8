import { expect } from 'chai';
import { requirementOf } from '../../../shared/clauses/requirements.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { promisesTable, standardsTable } from './tables.ts';

describe('the tables of a pack', () => {
  it('hold what only records show, with the standards that ask for it', () => {
    const { evidence = '', pages = [] } = requirementOf('P-04') ?? {};
    const recorded = [{ sentence: 'Every old disk is wiped.', evidence, pages: [...pages] }];
    const byWord = { verdict: 'holds', answer: 'The head looked.', byWord: true, pages: [] };
    recorded.push({ ...byWord, sentence: 'Talks are held.', evidence: '', line: 'clause-talks' } as never);
    const page = { promises: [], unproved: ['Adults watch.'], recorded } as unknown as Promises;
    expect(promisesTable(page)).to.include(
      'Talks are held.,"Holds, by the word of whoever looked",The head looked.\r',
    );
    expect(standardsTable(page, new Map())).to.not.include('Talks are held.');
    expect(promisesTable(page)).to.include(
      'Every old disk is wiped.,Shown by records,Somebody has to read them',
    );
    expect(promisesTable(page)).to.include('Adults watch.,No check proves it');
    expect(standardsTable(page, new Map())).to.match(
      /CIS Controls,3\.5,Every old disk is wiped\.,Shown by records/,
    );
    expect(standardsTable(page, new Map())).to.include(
      'Department for Education standards,Laptops: disposed of securely',
    );
  });

  it('tie a sentence of the library to the standards of its line, as the library says them', () => {
    const promise = {
      key: 'weak-spots',
      control: 'os-updates',
      sentence: 'Weak spots are mended.',
      parts: [],
      oldestAt: null,
    };
    const counts = { met: 1, not_met: 0, unknown: 0, not_applicable: 0 };
    const page = { promises: [{ ...promise, counts, verdict: 'holds', excepted: 0 }] } as unknown as Promises;
    const word = { verdict: 'holds', answer: 'The head looked.' };
    const parts = [{ control: 'os-updates', title: 'System updates', answer: 'Holds on 1 computer.' }];
    const inPart = {
      ...page,
      unproved: [],
      promises: [{ ...page.promises[0], parts, word }],
    } as unknown as Promises;
    expect(promisesTable(inPart)).to.include(
      'Weak spots are mended.,"Holds, in part by the word of whoever looked",System updates: Holds on 1 computer. What no check shows: The head looked.,1,0,0',
    );
    const cis = (lines: ReadonlyMap<string, string>) =>
      [...standardsTable(page, lines).matchAll(/CIS Controls,([\d.]+),/g)].map(one => one[1]);
    expect(cis(new Map([['weak-spots', 'H-02']]))).to.deep.equal(['7.1', '7.2']);
    expect(cis(new Map())).to.not.include('7.1').and.not.deep.equal([]);
  });
});
