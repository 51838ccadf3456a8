/** Starts the gateway, and says in words when its port cannot be had. */
import type { Context } from './context.ts';
import { AppError } from './errors.ts';
import { startGateway } from './gateway/index.ts';
import { portWords } from './main-listen.ts';

/** Returns the stop. Throws `port.not_free`. */
export async function startDevicePort(context: Context): Promise<() => Promise<void>> {
  const { deviceHost, devicePort } = context.config;
  try {
    const gateway = await startGateway(context);
    return () => gateway.close();
  } catch (cause) {
    const error = cause as NodeJS.ErrnoException;
    if (error.syscall !== 'listen') throw cause;
    const detail = portWords(error, deviceHost, devicePort, 'CARETAKER_DEVICE_PORT');
    throw new AppError({ status: 500, code: 'port.not_free', detail, cause });
  }
}
