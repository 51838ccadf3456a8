/** What goes out of the console: letters and webhooks, to a mail server and an address that are there; and directories. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { until } from '../until.ts';
import type { Walk } from './walk.ts';

export interface Outside {
  smtpUrl: string;
  hookUrl: string;
  stop(): void;
}

/** A mail server that takes every letter, and an address that takes what is sent to `/` and refuses the rest. */
export async function anOutside(): Promise<Outside> {
  const mail = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
    onData: (stream, _session, done) => void stream.resume().on('end', done),
  });
  await new Promise<void>(resolve => mail.listen(0, '127.0.0.1', resolve));
  const hook = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(request.url === '/' ? 204 : 410).end());
  });
  await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve));
  const at = (server: { address(): unknown }) => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    smtpUrl: `smtp://${at(mail.server)}`,
    hookUrl: `http://${at(hook)}`,
    stop: () => {
      mail.close();
      hook.close();
    },
  };
}

export async function outside(walk: Walk, { hookUrl }: Outside): Promise<void> {
  const now = await walk.call('get /alerts');
  await walk.call('put /alerts', {
    body: {
      ...{ revision: now.revision, at: '07:30', schoolDays: true, incidents: 'at_once' },
      ...{ thresholds: { 'disk-encryption': 1 }, people: [now.accounts[0].id] },
    },
  });
  await walk.call('post /alerts/test', { as: 'Tara Tech' });
  const hook = async (url: string) =>
    (await walk.call('post /webhooks', { body: { label: 'Helpdesk', url, topics: ['alert', 'incident'] } }))
      .id as string;
  const id = await hook(`${hookUrl}/`);
  await walk.call('post /webhooks/{id}/test', { params: { id } });
  await walk.call('get /webhooks');
  await walk.call('patch /webhooks/{id}', { params: { id }, body: { on: false } });
  await walk.call('delete /webhooks/{id}', { params: { id } });
  await hook(`${hookUrl}/gone`);
  await walk.call('post /incidents', {
    body: { category: 'malware', title: 'A virus was found on Laptop 3' },
  });
  // Trying takes hours until it is given up.
  const { db } = walk.console.context;
  await until('it waits to be sent', async () => (await walk.call('get /deliveries')).items.length > 0);
  const { items } = await walk.call('get /deliveries');
  await db.updateTable('delivery').set({ state: 'failed' }).where('id', '=', items[0].id).execute();
  await walk.call('post /deliveries/{id}/again', { params: { id: items[0].id } });
  const made = await walk.call('post /directories', {
    body: {
      ...{ kind: 'google', label: 'Google', tenant: 'greenfield.sch.uk' },
      ...{ clientId: '1234.apps.googleusercontent.com', clientSecret: 'the value from the Cloud console' },
    },
  });
  await walk.call('patch /directories/{id}', { params: { id: made.id }, body: { label: 'Our Google' } });
  await walk.call('get /directories');
  await walk.call('delete /directories/{id}', { params: { id: made.id } });
}
