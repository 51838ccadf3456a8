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
    expect(standardsTable(page)).to.not.include('Talks are held.');
    expect(promisesTable(page)).to.include(
      'Every old disk is wiped.,Shown by records,Somebody has to read them',
    );
    expect(promisesTable(page)).to.include('Adults watch.,No check proves it');
    expect(standardsTable(page)).to.match(/CIS Controls,3\.5,Every old disk is wiped\.,Shown by records/);
    expect(standardsTable(page)).to.include(
      'Department for Education standards,Laptops: disposed of securely',
    );
  });
});
