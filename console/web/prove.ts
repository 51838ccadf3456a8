/** Some changes are made only after somebody has shown again that it is they; whatever was being sent is then sent once more. */
import { ApiError } from './api-client.ts';

type Ask = () => Promise<boolean>;
let ask: Ask | undefined;

/** The dialog that asks; the answer takes it away. */
export function askBy(dialog: Ask): () => void {
  ask = dialog;
  return () => {
    if (ask === dialog) ask = undefined;
  };
}

/** Throws what `send` throws, or `web.not_proved` when the person did not want to. */
export async function withProof<R>(send: () => Promise<R>): Promise<R> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'step_up.needed') || ask === undefined) throw error;
    if (await ask()) return send();
    const detail = 'Nothing was done, because you did not show that it is you.';
    throw new ApiError({ code: 'web.not_proved', status: 403, detail });
  }
}
