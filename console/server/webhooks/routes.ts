/** `/webhooks`: which programs of others are told. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/alerts.ts';
import type { Context } from '../context.ts';
import { AppError } from '../errors.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { changeWebhook, createWebhook, findWebhook, present, removeWebhook } from './record.ts';
import { webhookSheet } from './sheet.ts';
import { sendTest } from './tell.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, webhookSheet, {
      method: 'get',
      path: '/webhooks',
      summary: 'Programs that are told when something happens',
      permission: 'webhooks.manage',
      response: api.webhookList,
      async handle({ caller }) {
        const rows = await db
          .selectFrom('webhook')
          .selectAll()
          .where('school_id', '=', caller.schoolId)
          .orderBy('created_at')
          .execute();
        return { items: rows.map(present), next: null };
      },
    }),
    route({
      method: 'post',
      path: '/webhooks',
      summary: 'Have a program told; the secret of its signature is shown once',
      permission: 'webhooks.manage',
      proof: true,
      body: api.webhookInput,
      response: api.madeWebhook,
      status: 201,
      shownOnce: true,
      async handle({ caller, body }) {
        const { row, secret } = await createWebhook(context, caller, body);
        return { ...present(row), secret };
      },
    }),
    route({
      method: 'patch',
      path: '/webhooks/{id}',
      summary: 'Turn it on or off, or change what it is told of',
      permission: 'webhooks.manage',
      params,
      body: api.webhookPatch,
      response: api.webhook,
      async handle({ caller, params: { id }, body }) {
        await changeWebhook(context, caller, id, body);
        return present(await findWebhook(db, caller.schoolId, id));
      },
    }),
    route({
      method: 'post',
      path: '/webhooks/{id}/test',
      summary: 'Send it a signed test now',
      permission: 'webhooks.manage',
      params,
      response: api.testedWebhook,
      async handle({ caller, params: { id } }) {
        const row = await findWebhook(db, caller.schoolId, id);
        const status = await sendTest(context, row).catch((error: Error) => {
          throw new AppError({ status: 502, code: 'webhook.not_reached', detail: `${error.message}.` });
        });
        return { status };
      },
    }),
    route({
      method: 'delete',
      path: '/webhooks/{id}',
      summary: 'Remove it; what still waits for it is not sent',
      permission: 'webhooks.manage',
      params,
      response: null,
      handle: ({ caller, params: { id } }) => removeWebhook(context, caller, id),
    }),
  ];
}
