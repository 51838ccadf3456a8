import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { readConfig } from '../config.ts';
import { guardedLookup, isPublic, objection } from './addresses.ts';
import { type Letter, sendMail } from './mail.ts';
import { post } from './post.ts';

const at = Date.UTC(2026, 10, 23, 7, 30);

describe('where a webhook may go', () => {
  const inside = [
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.0.10',
      '169.254.169.254',
      '100.64.0.1',
    ],
    ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '2001:db8::1',
      '2001::1',
      'no address',
    ],
  ];
  for (const address of inside)
    it(`is not ${address}`, () => {
      expect(isPublic(address)).to.equal(false);
    });
  for (const address of ['8.8.8.8', '172.32.0.1', '193.62.157.66', '2a00:1450:4009::200e', '2606:4700::1111'])
    it(`is ${address}`, () => {
      expect(isPublic(address)).to.equal(true);
    });

  const refused: [string, RegExp][] = [
    ['http://example.org/', /https/],
    ['https://127.0.0.1/', /inside/],
    ['https://2130706433/', /inside/],
    ['https://0x7f.1/', /inside/],
    ['https://[::1]/', /inside/],
    ['https://localhost:9/', /inside/],
    ['https://printer/', /inside/],
    ['https://printer.local/', /inside/],
    ['https://localhost./', /inside/],
    ['https://me:secret@example.org/', /name and password/],
  ];
  for (const [url, why] of refused)
    it(`is not ${url}`, () => {
      expect(objection(new URL(url), [])).to.match(why);
    });

  it('is what whoever runs the console has listed, also over http', () => {
    expect(objection(new URL('http://Print.School.Internal:8080/x'), ['print.school.internal'])).to.equal(
      undefined,
    );
    expect(objection(new URL('http://10.0.0.5/x'), ['10.0.0.5'])).to.equal(undefined);
    expect(objection(new URL('http://10.0.0.6/x'), ['10.0.0.5'])).to.match(/https/);
    expect(objection(new URL('https://example.org/x'), [])).to.equal(undefined);
  });

  it('is decided by the address that is connected to: a name that leads inside is not followed', async () => {
    const find = promisify(
      guardedLookup([]) as (
        host: string,
        options: object,
        done: (error: unknown, found: unknown) => void,
      ) => void,
    );
    const error = await find('localhost', {}).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error?.message).to.match(/inside the school/);
    const listed = promisify(guardedLookup(['localhost']) as typeof find);
    expect(await listed('localhost', {})).to.not.be.empty;
  });
});

describe('a signed request', () => {
  it('carries its id, its time and a signature that the receiver can check, and follows nobody', async () => {
    const got: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', part => {
        body += part;
      });
      request.on('end', () => {
        got.push({ headers: request.headers, body });
        response.writeHead(302, { location: 'http://169.254.169.254/' }).end('a secret of the inside');
      });
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    const secret = Buffer.from('0123456789abcdef0123456789abcdef');
    try {
      expect(await post({ url, secret, id: 'event-1', body: '{"a":1}' }, ['127.0.0.1'], at)).to.equal(302);
      const [one] = got;
      expect(got).to.have.length(1);
      const signed = `event-1.${at / 1000}.{"a":1}`;
      expect(one?.headers).to.include({
        'webhook-id': 'event-1',
        'webhook-timestamp': String(at / 1000),
        'webhook-signature': `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
      });
      const blocked = await post({ url, secret, id: 'event-2', body: '{}' }, [], at).catch(
        (error: Error) => error.message,
      );
      expect(blocked).to.match(/https/);
      expect(got).to.have.length(1);
    } finally {
      server.close();
    }
    const gone = await post({ url, secret, id: 'event-3', body: '{}' }, ['127.0.0.1'], at).catch(
      (error: Error) => error.message,
    );
    expect(gone).to.equal('127.0.0.1 takes no connection there');
  });
});

describe('a letter', () => {
  const letter: Letter = {
    to: 'tech@school.example',
    subject: 'Three things',
    text: 'A line\n',
    id: 'digest-1',
  };

  /** What a real server, asked by the real library, took; `more` is how it behaves. */
  async function sent(more: SMTPServerOptions = {}) {
    const taken: { from: string; to: string[]; text: string; user: string | undefined }[] = [];
    const server = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
      onAuth: ({ username, password }, _session, done) =>
        password === 'p@ss' ? done(null, { user: username ?? '' }) : done(new Error('Wrong password')),
      onData(stream, session, done) {
        let text = '';
        stream.on('data', part => {
          text += part;
        });
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          taken.push({
            from,
            to: rcptTo.map(one => one.address),
            text,
            user: session.user as string | undefined,
          });
          done();
        });
      },
      ...more,
    });
    open = server;
    server.on('error', () => undefined);
    await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()));
    const { port } = server.server.address() as AddressInfo;
    const config = (who = '') =>
      readConfig(
        {},
        { data: '/nowhere', smtpUrl: `smtp://${who}127.0.0.1:${port}`, mailFrom: 'caretaker@school.example' },
      );
    return { server, taken, config };
  }
  let open: SMTPServer | undefined;
  afterEach(() => (open === undefined ? undefined : close(open)));
  const close = (server: SMTPServer) => new Promise<void>(done => server.close(() => done()));

  it('arrives once, as text, with the same id at every attempt', async () => {
    const { server, taken, config } = await sent();
    expect(await sendMail(config('caretaker:p%40ss@'), letter)).to.deep.equal({ kind: 'sent' });
    await close(server);
    expect(taken).to.have.length(1);
    expect(taken[0]).to.deep.include({
      from: 'caretaker@school.example',
      to: ['tech@school.example'],
      user: 'caretaker',
    });
    expect(taken[0]?.text)
      .to.match(/Message-ID: <digest-1@localhost>/i)
      .and.match(/Auto-Submitted: auto-generated/);
  });

  it('is tried again later when the server cannot be reached, asks for another time, or has not heard of us', async () => {
    const { server, config } = await sent({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('Come back later'), { responseCode: 451 })),
    });
    expect((await sendMail(config(), letter)).kind).to.equal('later');
    expect((await sendMail(config('caretaker:wrong@'), letter)).kind).to.equal('later');
    await close(server);
    expect((await sendMail(config(), letter)).kind).to.equal('later');
    expect((await sendMail(readConfig({}, { data: '/nowhere' }), letter)).kind).to.equal('later');
  });

  it('is given up when the server says that there is no such address', async () => {
    const { server, config } = await sent({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('No such user'), { responseCode: 550 })),
    });
    expect((await sendMail(config(), letter)).kind).to.equal('failed');
    await close(server);
  });

  it('is not known to have arrived when the server goes away with the text in its hands', async () => {
    const { server, config } = await sent({
      onData(stream) {
        stream.resume();
        stream.on('end', () => {
          for (const connection of server.connections)
            (connection as unknown as { _socket: { destroy(): void } })._socket.destroy();
        });
      },
    });
    expect((await sendMail(config(), letter)).kind).to.equal('unsure');
    await close(server);
  });
});
