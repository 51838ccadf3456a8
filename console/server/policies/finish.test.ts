import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, enforcing, lock, refusal } from '../../../test/support/policy-school.ts';
import { approve as agree } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/index.ts';
import { approve } from './decide.ts';
import { act } from './finish.ts';
import { readTable } from './present.ts';
import { finishKind } from './rollout.ts';

forEachDatabase((_engine, open) => {
  describe('skipping rings, or the watch over the last', () => {
    it('asks a second person where one agreed to them, and no more once they are over', async () => {
      const school = await aPolicySchool(await open());
      const { context, technician, document, put } = school;
      const class_ = await school.anotherGroup('Year 4');
      const rings = [{ groupId: await school.anotherGroup('IT'), waitMinutes: 30 }];
      const head = await school.aPerson('Harriet Head', 'headteacher');
      const kinds = kindsOf([{ ...finishKind, stepUp: false }]);
      const finish = async (version: { id: string }) => {
        await approve(context, head, version.id);
        const rollout = (await readTable(context, context.schoolId)).rollouts[0]?.id ?? '';
        const asked = await act(context, technician, rollout, 'finish', 'The insurer asks');
        if (!('waits' in asked)) throw new Error(asked.sentence);
        expect(asked.waits.sentence).to.match(/^Harriet Head has to agree first/);
        const twice = await refusal(act(context, technician, rollout, 'finish', 'Now'));
        expect(twice.code).to.equal('approval.waits_already');
        return { rollout, yes: () => agree(context, kinds, head, asked.waits.id, undefined) };
      };
      const mode = async () =>
        ((await document(class_)).controls[lock] as { mode?: string } | undefined)?.mode;
      const first = await finish((await put('school', enforcing, rings)).version);
      await act(context, technician, first.rollout, 'return', 'Not today');
      expect((await refusal(first.yes())).code).to.equal('approval.over');
      const second = await finish((await put('school', enforcing, rings)).version);
      expect(await mode()).to.not.equal('enforce');
      await second.yes();
      expect(await mode()).to.equal('enforce');
    });
  });
});
