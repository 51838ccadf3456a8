import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { ConsoleApi } from './console-api.ts';

interface Asked {
  line: string;
  token: string | undefined;
  body: unknown;
}

const group = { id: 'g1', name: 'Staff', ownDevices: false, devices: 0, waiting: 0 };
const waiting = (id: string) => ({
  id,
  suggestedName: id,
  system: '',
  group: { id: 'g1', name: 'Staff' },
  codeLabel: null,
  askedAt: 1,
  connected: true,
  resembles: [],
});
const code = {
  id: 'c1',
  label: 'Simulated devices',
  group: { id: 'g1', name: 'Staff' },
  usesLeft: 500,
  uses: 500,
  createdAt: 1,
  createdBy: 'a token',
  expiresAt: 2,
  state: 'live',
  code: 'CODE',
  url: 'https://localhost:8443',
  command: '',
  qr: '',
};

describe('the simulator at a console', () => {
  const asked: Asked[] = [];
  let answers: Record<string, unknown> = {};
  let server: Server;
  let api: ConsoleApi;

  before(async () => {
    server = createServer(async (request, response) => {
      const line = `${request.method} ${request.url}`;
      const body = await text(request);
      const token = request.headers.authorization;
      asked.push({ line, token, body: body === '' ? undefined : JSON.parse(body) });
      const known = line in answers;
      const no = { type: 'x', title: 'x', status: 403, code: 'no', detail: 'This token may not.' };
      response.writeHead(known ? 200 : 403).end(JSON.stringify(known ? answers[line] : no));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    api = new ConsoleApi(`http://127.0.0.1:${port}/`, 'Said before it\nthe-token\n');
  });
  beforeEach(() => {
    asked.length = 0;
    answers = {};
  });
  after(() => server.close());

  it('makes codes for just so many devices, five hundred at most each', async () => {
    answers = {
      'GET /api/v1/groups?limit=1': { items: [group], next: null },
      'POST /api/v1/enrolment-codes': code,
    };
    expect(await api.makeCodes(501)).to.deep.equal({ url: code.url, codes: ['CODE', 'CODE'] });
    const wish = (uses: number) => ({
      line: 'POST /api/v1/enrolment-codes',
      token: 'Bearer the-token',
      body: { groupId: 'g1', uses, label: 'Simulated devices' },
    });
    expect(asked.slice(-2)).to.deep.equal([wish(251), wish(250)]);
  });

  it('says yes to its own devices only, on every page of the queue', async () => {
    answers = {
      'GET /api/v1/queue?limit=200': { items: [waiting('mine'), waiting('theirs')], next: 'a b', total: 3 },
      'GET /api/v1/queue?limit=200&cursor=a%20b': { items: [waiting('other')], next: null, total: 3 },
      'POST /api/v1/queue/decisions': { approved: ['mine'], refused: [] },
    };
    expect(await api.approve(new Set(['mine', 'gone']))).to.equal(1);
    const said = asked.filter(one => one.line.startsWith('POST')).map(one => one.body);
    expect(said).to.deep.equal([{ approve: [{ id: 'mine' }] }]);
  });

  it('says what the console says when it refuses', async () => {
    const refused = await api.makeCodes(1).catch(String);
    expect(refused).to.match(/says no: This token may not\.$/);
  });

  it('says how to start a console where none answers', async () => {
    const nobody = new ConsoleApi('http://127.0.0.1:1', 'x');
    expect(await nobody.makeCodes(1).catch(String)).to.contain('npm start');
  });
});
