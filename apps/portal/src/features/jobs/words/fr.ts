import type { Translation } from '../../../app/i18n/catalogue.ts';
import charts from '../panels/chart-words.fr.ts';
import type en from './en.ts';

export default { charts } satisfies Translation<typeof en>;
