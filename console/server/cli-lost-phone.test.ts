import { expect } from 'chai';
import { accountSchool, emailOf } from '../../test/support/account-school.ts';
import { aContext, type TestContext } from '../../test/support/console-context.ts';
import { forEachDatabase } from '../../test/support/databases.ts';
import { refusal } from '../../test/support/policy-school.ts';
import { accountKind, hasSecondStep } from './accounts/index.ts';
import { kindsOf } from './approvals/index.ts';
import { agreeHere } from './cli-agree.ts';
import { lostPhone } from './cli-lost-phone.ts';
import type { Opened } from './main-open.ts';

forEachDatabase((_engine, open) => {
  describe('somebody whose phone and recovery codes are lost, at the console’s own machine', () => {
    let context: TestContext;
    const { aPerson, idOf, actions } = accountSchool(() => context, kindsOf([accountKind]));
    const here = (email?: string) =>
      lostPhone({ context, schoolId: context.schoolId } as unknown as Opened, email, 'It fell into the pond');
    const stepOf = async (name: string) => hasSecondStep(context.db, await idOf(name));
    const idIn = (lines: string[]) => /caretaker agree (\S+)/.exec(lines.join(' '))?.[1] ?? '';

    beforeEach(async () => {
      context = await aContext(await open());
      await aPerson('Tara Tech', 'technician');
      const row = { id: 's', secret: 'sealed', confirmed_at: 1, last_step: 0, created_at: 1 };
      await context.db
        .insertInto('second_step')
        .values({ ...row, account_id: await idOf('Tara Tech'), school_id: context.schoolId } as never)
        .execute();
    });

    it('comes back in at once where nobody else could agree, and the log says so', async () => {
      expect((await here())[0]).to.contain('Tara Tech signs in without a second step now');
      expect(await stepOf('Tara Tech')).to.equal(false);
      expect(await actions()).to.include.members(['approval.alone', 'second_step.removed']);
      expect((await refusal(here())).code).to.equal('second_step.not_found');
    });

    it('waits for the headteacher, and a day where she has left', async () => {
      await aPerson('Hazel Head', 'headteacher');
      const lines = await here(emailOf('Tara Tech'));
      expect(lines[0]).to.contain('Hazel Head has to agree first.');
      expect(await stepOf('Tara Tech')).to.equal(true);
      const machine = () =>
        agreeHere({ context, schoolId: context.schoolId } as unknown as Opened, idIn(lines));
      expect((await refusal(machine())).code).to.equal('approval.too_early');
      context.clock.at += 24 * 3600_000;
      await machine();
      expect(await stepOf('Tara Tech')).to.equal(false);
    });

    it('is somebody with an open account here', async () => {
      expect((await refusal(here('who@s.example'))).code).to.equal('account.not_found');
    });
  });
});
