/** `/alerts`: settings, and a letter to try them. */
import { alertInput, alertSettings, testedMail } from '../../../shared/protocol/api/alerts.ts';
import type { Context } from '../context.ts';
import { sendMail } from '../deliveries/index.ts';
import { AppError, conflict } from '../errors.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { changeSettings, receivers, showSettings } from './settings.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/alerts',
      summary: 'When alerts go out, to whom and about what',
      permission: 'alerts.read',
      response: alertSettings,
      handle: ({ caller }) => showSettings(context, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/alerts',
      summary: 'Change when alerts go out, to whom and about what',
      permission: 'alerts.edit',
      body: alertInput,
      response: alertSettings,
      async handle({ caller, body }) {
        await changeSettings(context, caller, body);
        return showSettings(context, caller.schoolId);
      },
    }),
    route({
      method: 'post',
      path: '/alerts/test',
      summary: 'Send an e-mail to yourself, to see that it arrives',
      permission: 'alerts.edit',
      response: testedMail,
      handle: ({ caller }) => testMail(context, caller),
    }),
  ];
}

/** Throws `alerts.no_server`, `alerts.no_address`, `alerts.not_sent` with the server's own words. */
async function testMail(context: Context, by: Caller): Promise<{ to: string }> {
  const { db, config, now } = context;
  if (config.mail === undefined)
    throw conflict(
      'alerts.no_server',
      'No server for e-mail is set. Whoever runs the console sets CARETAKER_SMTP_URL and CARETAKER_MAIL_FROM and starts it again.',
    );
  const account = await db
    .selectFrom('account')
    .select('id')
    .where('school_id', '=', by.schoolId)
    .where('person_id', '=', by.id.replace(/^person:/, ''))
    .executeTakeFirst();
  const me = (await receivers(db, by.schoolId)).find(one => one.accountId === account?.id);
  if (me === undefined)
    throw conflict('alerts.no_address', 'Your account has no e-mail address to send it to.');
  const outcome = await sendMail(config, {
    ...{ to: me.email, id: `test-${now()}`, subject: 'Caretaker can send e-mail' },
    text: `This letter was asked for by ${me.name} on the page Alerts, to see that letters arrive.\n\n${config.origin}/alerts\n`,
  });
  if (outcome.kind === 'sent') return { to: me.email };
  throw new AppError({
    ...{ status: 502, code: 'alerts.not_sent' },
    detail: `The server did not take it: ${outcome.error}`,
  });
}
