/** Words of the jobs pages. */
import charts from '../panels/chart-words.en.ts';

export default { charts } as const;
