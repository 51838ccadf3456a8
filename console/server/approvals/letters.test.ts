import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import * as z from 'zod';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, enforcing, lock, type PolicySchool } from '../../../test/support/policy-school.ts';
import { alertPass } from '../alerts/index.ts';
import { approve as approvePolicy, refuse as refusePolicy } from '../policies/decide.ts';
import { decideException, makeException } from '../policies/exceptions.ts';
import type { Caller } from '../route.ts';
import { approve, refuse, withdraw } from './decide.ts';
import { type ApprovalKind, askApproval } from './index.ts';
import { kindsOf } from './store.ts';

const dayMs = 24 * 3600_000;

const kind: ApprovalKind<object> = {
  ...{ kind: 'disposal', permission: 'policies.approve', stepUp: false, waitsMs: dayMs, alone: 'do' },
  read: payload => z.object({}).parse(payload),
  approved: async () => ({ sentence: 'Done.' }),
};
const kinds = kindsOf([kind]);

forEachDatabase((_engine, open) => {
  describe('letters to a second person', () => {
    let server: SMTPServer;
    let inbox: { to: string; text: string }[];
    let school: PolicySchool;
    let context: TestContext;
    let head: Caller;

    before(async () => {
      server = new SMTPServer({
        ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
        onData(stream, session, done) {
          const parts: Buffer[] = [];
          stream.on('data', part => parts.push(part));
          stream.on('end', () => {
            const text = unfolded(Buffer.concat(parts).toString());
            for (const { address } of session.envelope.rcptTo) inbox.push({ to: address, text });
            done();
          });
        },
      });
      await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()));
    });
    after(() => new Promise<void>(done => server.close(() => done())));

    beforeEach(async () => {
      inbox = [];
      school = await aPolicySchool(await open());
      head = await school.aPerson('Hazel Head', 'headteacher');
      const { port } = server.server.address() as AddressInfo;
      const mail = { url: new URL(`smtp://127.0.0.1:${port}`), from: 'caretaker@school.example' };
      context = school.context;
      context.config = { ...context.config, mail };
    });

    const ask = (by: Caller = school.technician, subject = 'batch 7') =>
      context.db.transaction().execute(tx =>
        askApproval(context, tx, by, kind, {
          ...{ subject, title: 'Dispose of 12 laptops', lines: ['12 laptops leave the register.'] },
          ...{ reason: 'Mrs Privately says so', payload: {} },
        }),
      );
    const to = () => inbox.map(one => one.to).sort();

    it('go to everybody who may agree and to nobody else, once, with the link and without the reason', async () => {
      await school.aPerson('Theo Tech', 'technician');
      const { id, sentence } = await ask();
      expect(sentence).to.match(/has to agree first\. A letter with the link goes to them\.$/);
      await alertPass(context);
      await alertPass(context);
      expect(to()).to.deep.equal(['hazel.head@school.example', 'theo.tech@school.example']);
      for (const { text } of inbox) {
        expect(text).to.include(`${context.config.origin}/approvals/${id}`);
        expect(text)
          .to.include('Subject: Your decision: Dispose of 12 laptops')
          .and.include('Tara Tech asks');
        expect(text).to.include('The link only opens the page').and.include('Monday 23 November');
        expect(text).to.not.include('Privately');
      }
    });

    it('do not go out once it was decided, taken back, or nobody is written to at all', async () => {
      const decided = await ask();
      await approve(context, kinds, head, decided.id ?? '', undefined);
      const refused = await ask(school.technician, 'batch 8');
      await refuse(context, kinds, head, refused.id ?? '', 'Three still work');
      const back = await ask(school.technician, 'batch 9');
      await withdraw(context, kinds, school.technician, back.id ?? '');
      const still = await ask(head, 'batch 10');
      const { mail: _, ...config } = context.config;
      const { sentence } = await context.db.transaction().execute(tx =>
        askApproval({ ...context, config: config as TestContext['config'] }, tx, head, kind, {
          ...{ subject: 'no server', title: 'Dispose', lines: ['x'], reason: 'y', payload: {} },
        }),
      );
      expect(sentence).to.equal('Tara Tech has to agree first.');
      await alertPass(context);
      expect(to()).to.deep.equal(['tara.tech@school.example']);
      expect(inbox[0]?.text).to.include(`/approvals/${still.id}`);
    });

    it('also when a version of a policy waits, or a long exception; not when they were decided before', async () => {
      const draft = await school.put(school.group, enforcing);
      expect(draft.sentence).to.match(/A letter with the link goes to them\.$/);
      const device = await school.aDevice('Elm-1', null);
      const wish = {
        ...{ control: lock, deviceIds: [device], settings: { mode: 'off' }, reason: 'The stage' },
        ...{ askedBy: 'Miss Drama', endsAt: context.now() + 300 * dayMs },
      };
      const id = await makeException(context, school.technician, wish);
      await alertPass(context);
      expect(to()).to.deep.equal(['hazel.head@school.example', 'hazel.head@school.example']);
      const texts = inbox.map(one => one.text).join('\n');
      expect(texts).to.include(`/policies/versions/${draft.version.id}`).and.include('/policies/exceptions');
      expect(texts).to.include('An exception from “Screen lock” for one computer');
      await approvePolicy(context, head, draft.version.id);
      await decideException(context, head, id, 'refuse');
      inbox = [];
      const other = await school.put(`group.${await school.anotherGroup('Year 6')}`, enforcing);
      await refusePolicy(context, head, other.version.id, 'Not now');
      await decideException(context, head, await makeException(context, school.technician, wish), 'approve');
      await alertPass(context);
      expect(inbox).to.deep.equal([]);
    });
  });
});

/** Long lines of a letter are cut where the wire wants it. */
const unfolded = (text: string) =>
  Buffer.from(
    text
      .replaceAll(/=\r?\n/g, '')
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
