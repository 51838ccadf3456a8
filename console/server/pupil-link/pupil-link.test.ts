import { expect } from 'chai';
import { pupilLink } from '../../../shared/protocol/pupil-link.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { currentPolicy } from '../policies/index.ts';
import { routes } from './routes.ts';
import { readLink } from './store.ts';

const ceop = { words: 'Tell CEOP', url: 'https://www.ceop.police.uk/Safety-Centre/' };

forEachDatabase((_engine, open) => {
  describe('the link on pupils’ computers', () => {
    let school: ReportingSchool;
    beforeEach(async () => {
      school = await aReportingSchool(await open());
    });

    const put = (link: typeof ceop | null) => {
      const { context } = school;
      const change = routes(context).find(one => one.method === 'put');
      const asked = { params: {}, query: {}, body: { link }, caller: context.by };
      return change?.handle(asked, { setSession: () => undefined });
    };
    const policy = () => currentPolicy(school.context, school.context.schoolId, school.groupId);

    it('travels in every signed policy, once for each change, and is in the log', async () => {
      const { number, document } = await policy();
      expect(document.pupilLink).to.equal(undefined);
      await put(ceop);
      const issued = await policy();
      expect(issued.number).to.equal(number + 1);
      expect(issued.document.pupilLink).to.deep.equal(ceop);
      await put(ceop);
      expect((await policy()).number).to.equal(number + 1);
      expect(await readLink(school.context.db, school.context.schoolId)).to.include({
        updatedBy: school.context.by.name,
      });
      await put(null);
      expect((await policy()).document.pupilLink).to.equal(undefined);
      const rows = await school.context.db.selectFrom('audit').select('action').execute();
      expect(rows.filter(({ action }) => action === 'pupil_link.changed')).to.have.length(2);
    });

    it('is never anything but a secure address without a name in it, in words of one line', () => {
      expect(pupilLink.safeParse(ceop).success).to.equal(true);
      for (const url of [
        'http://a.example/',
        'javascript:alert(1)',
        'file:///etc/passwd',
        'https://a:b@c.example/',
      ])
        expect(pupilLink.safeParse({ ...ceop, url }).success, url).to.equal(false);
      for (const words of ['', ' ', 'a\nb', 'right\u202eleft', 'x'.repeat(61)])
        expect(pupilLink.safeParse({ ...ceop, words }).success, words).to.equal(false);
    });
  });
});
