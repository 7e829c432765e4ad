import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/**
 * One JSON line per record on stdout. Fields that hold credentials are masked wherever they stand in the first three levels:
 * a secret in a log outlives the secret.
 */
export function createLogger(name: string, level: string): Logger {
  const secret = [
    'authorization',
    'cookie',
    'token',
    'joinToken',
    'fileToken',
    'secret',
    'password',
    'value',
    'accountKey',
  ];
  const paths = secret.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]);
  return pino({ name, level, redact: { paths, censor: '***' }, base: { name, pid: process.pid } });
}
