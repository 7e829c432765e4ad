import type { Translation } from '../../../app/i18n/catalogue.ts';
import page from '../panels/words.fr.ts';
import type en from './en.ts';

export default { page } satisfies Translation<typeof en>;
