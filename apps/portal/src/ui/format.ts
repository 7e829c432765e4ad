/** Numbers, units and times as people of a language write them (Intl throughout, never sums of strings). Pure. */

const narrow = '\u202f';
const nbsp = '\u00a0';

const cache = new Map<string, Intl.NumberFormat>();

function number(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let found = cache.get(key);
  if (found === undefined) {
    found = new Intl.NumberFormat(language, options);
    cache.set(key, found);
  }
  return found;
}

/** Few figures need no rules of a language, and to make those takes longer than many a page's drawing. */
const isPlain = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < 1_000 && !Object.is(value, -0);

/** A count, grouped: 1,204,881. */
export const formatCount = (value: number, language: string): string =>
  isPlain(value) ? String(value) : number(language).format(value);

/** A measured value with at most three significant figures, a true minus, and its unit after a no-break space. */
export function formatQuantity(value: number, unit: string, language: string): string {
  const text = isPlain(value)
    ? String(value)
    : number(language, { maximumSignificantDigits: 3 }).format(value).replace('-', '−');
  return unit === '' ? text : `${text}${nbsp}${unit}`;
}

/** 0–100 as `84 %`. */
export const formatPercent = (value: number, language: string): string =>
  `${isPlain(value) ? value : number(language, { maximumFractionDigits: value < 10 && value > 0 ? 1 : 0 }).format(value)}${nbsp}%`;

/** An amount of money: €1.20, 1,20 €. What is no currency of ISO 4217 stands behind the amount as it is written. */
export function formatMoney(value: number, currency: string, language: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: value !== 0 && Math.abs(value) < 0.1 ? 4 : 2 };
  if (!/^[A-Za-z]{3}$/.test(currency)) return `${number(language, digits).format(value)}${nbsp}${currency}`;
  return number(language, {
    ...digits,
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
  }).format(value);
}

const binary = { en: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'], fr: ['o', 'Kio', 'Mio', 'Gio', 'Tio', 'Pio'] };

/** Bytes in binary units: 72.4 GiB, 72,4 Gio. */
export function formatBytes(bytes: number, language: string): string {
  const units = language.startsWith('fr') ? binary.fr : binary.en;
  let value = bytes;
  let at = 0;
  while (Math.abs(value) >= 1024 && at < units.length - 1) {
    value /= 1024;
    at += 1;
  }
  // 1,000 to 1,023 of a unit need four figures.
  const text = at === 0 || value >= 1_000 ? number(language, { maximumFractionDigits: 0 }).format(value) : undefined;
  return `${text ?? number(language, { maximumSignificantDigits: 3 }).format(value)}${nbsp}${units[at]}`;
}

/** Two units at most: 0.4 s · 48 s · 3 min 40 s · 5 h 51 min · 2 d 4 h. */
export function formatDuration(ms: number, language: string): string {
  const day = language.startsWith('fr') ? 'j' : 'd';
  const seconds = Math.max(0, ms) / 1_000;
  if (isPlain(seconds) && seconds < 10) return `${seconds}${nbsp}s`;
  if (seconds < 9.95) return `${number(language, { maximumFractionDigits: 1 }).format(seconds)}${nbsp}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${nbsp}s`;
  const pair = (size: number, big: string, small: string): string => {
    const units = Math.floor(whole / size);
    const rest = Math.floor((whole % size) / (size === 60 ? 1 : size === 3_600 ? 60 : 3_600));
    return rest === 0
      ? `${units}${nbsp}${big}`
      : `${units}${nbsp}${big}${narrow}${rest}${nbsp}${small}`.replace(narrow, ' ');
  };
  if (whole < 3_600) return pair(60, 'min', 's');
  if (whole < 86_400) return pair(3_600, 'h', 'min');
  return pair(86_400, day, 'h');
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  let found = clocks.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(language, { hourCycle: 'h23', ...options });
    clocks.set(key, found);
  }
  return found;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** 21:04, in all our languages. */
export function formatMinute(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 21:04:37, in all our languages. */
export const formatClock = (at: number): string => `${formatMinute(at)}:${two(new Date(at).getSeconds())}`;

/** Thu 19 Nov. */
export function formatDay(at: number, language: string): string {
  // English dates in the order day month, as the rest of the world reads them.
  const dates = language.startsWith('en') ? 'en-GB' : language;
  return clock(dates, { weekday: 'short', day: 'numeric', month: 'short' }).format(at).replace(',', '');
}

/** Thu 19 Nov 21:04. */
export const formatInstant = (at: number, language: string): string => `${formatDay(at, language)} ${formatMinute(at)}`;

/** For tips: full date, seconds and zone. */
export const formatFully = (at: number, language: string): string =>
  clock(language.startsWith('en') ? 'en-GB' : language, { dateStyle: 'full', timeStyle: 'long' }).format(at);
