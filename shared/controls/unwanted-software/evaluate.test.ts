import { expect } from 'chai';
import { failedLooksStayUnknown } from '../../../test/support/control-contract.ts';
import { catalogue, toolOfTitle } from './catalogue.ts';
import { evaluate } from './evaluate.ts';
import { unwantedSoftware } from './index.ts';
import { policy } from './policy.ts';

describe('cloud storage and remote access', () => {
  failedLooksStayUnknown(unwantedSoftware);

  it('puts what runs before what is only installed', () => {
    const verdict = evaluate(
      {
        found: [
          { tool: 'dropbox', version: '1', installed: true, running: false },
          { tool: 'anydesk', version: null, installed: false, running: true },
        ],
        processesRead: true,
      },
      policy.parse({}),
    );
    expect([verdict.state, verdict.reason]).to.deep.equal(['not_met', 'not_agreed_running']);
  });

  it('asks for nothing when the school looks for neither kind', () =>
    expect(
      evaluate({ found: [], processesRead: false }, policy.parse({ sync: false, remoteAccess: false })).state,
    ).to.equal('not_applicable'));

  it('wants a name beside every agreement', () =>
    expect(policy.safeParse({ agreed: [{ tool: 'dropbox', agreedBy: ' ' }] }).success).to.equal(false));

  it('has every tool once, with something to know it by', () => {
    expect(new Set(catalogue.map(tool => tool.id)).size).to.equal(catalogue.length);
    for (const tool of catalogue)
      expect(tool.packages.length + tool.titles.length + tool.processes.length, tool.id).to.be.above(0);
  });

  it('takes a box of crayons for no Box Drive', () => {
    expect(toolOfTitle('Box Drive')?.id).to.equal('box');
    expect(toolOfTitle('Boxes and Shapes')).to.equal(undefined);
  });
});
