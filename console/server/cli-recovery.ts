/** `caretaker recovery code DEVICE CHALLENGE`: for whoever sits at the console's own machine. */
import { userInfo } from 'node:os';
import { recoveryInput } from '../../shared/protocol/api/orders.ts';
import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import { giveCode } from './recovery/index.ts';
import type { Caller } from './route.ts';

export interface RecoveryFlags {
  minutes: string;
  stick?: string;
  reason?: string;
}

/** The code, and what it does. Throws AppError with what to put right. */
export async function recoveryCodeFor(
  context: Context,
  by: Caller,
  device: string,
  challenge: string,
  flags: RecoveryFlags,
): Promise<{ code: string; what: string }> {
  const minutes = Number(flags.minutes);
  const access = flags.stick?.replace('-', '_');
  const allow =
    access === undefined ? { purpose: 'suspend', minutes } : { purpose: 'media', access, minutes };
  const reason = flags.reason ?? `on the command line, by ${userInfo().username}`;
  const wish = recoveryInput.safeParse({ challenge, allow, reason });
  if (!wish.success)
    throw unusable(
      access === undefined
        ? '--minutes: 15, 30, 60, 120, 240, 480, 720 or 1440'
        : '--stick: read-only or read-write; --minutes: 15, 30 or 60',
    );
  const id = await deviceIdOf(context, by.schoolId, device);
  const given = await giveCode(context, by, id, wish.data).catch(error => {
    const field = error instanceof AppError ? error.fields?.challenge : undefined;
    throw field === undefined ? error : unusable(field);
  });
  if ('waits' in given) throw unusable(given.waits.sentence);
  return given;
}

/** By its id, or by its name if only one is called so. */
async function deviceIdOf({ db }: Context, schoolId: string, device: string): Promise<string> {
  const found = await db
    .selectFrom('device')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'removed')
    .where(eb => eb.or([eb('id', '=', device), eb('name', '=', device)]))
    .limit(2)
    .execute();
  const [only] = found;
  if (only === undefined) throw unusable(`No device is called “${device}”.`);
  if (found.length > 1) throw unusable(`Several devices are called “${device}”: use the id instead.`);
  return only.id;
}

const unusable = (detail: string) => new AppError({ status: 400, code: 'recovery.unusable', detail });
