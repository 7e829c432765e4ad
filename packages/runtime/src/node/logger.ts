import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = Pick<PinoLogger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/**
 * One JSON line per record, on stdout unless another destination is given. Fields that hold credentials are masked wherever they stand in the first three levels:
 * a secret in a log outlives the secret.
 */
export function createLogger(name: string, level: string, destination?: { write(line: string): void }): Logger {
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
    'secretAccessKey',
    'privateKey',
  ];
  const paths = secret.flatMap((field) => [field, `*.${field}`, `*.*.${field}`, `*.*.*.${field}`]);
  const options = { name, level, redact: { paths, censor: '***' }, base: { name, pid: process.pid } };
  return destination ? pino(options, destination) : pino(options);
}
