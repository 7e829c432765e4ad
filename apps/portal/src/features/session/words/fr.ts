import type { Translation } from '../../../app/i18n/catalogue.ts';
import type en from './en.ts';

export default {} satisfies Translation<typeof en>;
