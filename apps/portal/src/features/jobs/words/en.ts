/** Words of the jobs pages. */
import page from '../panels/words.en.ts';

export default { page } as const;
