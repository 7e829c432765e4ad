/** The header of every answer to a question that says up to which event it is current, at least: whoever follows from there misses nothing. */
export const seqHeader = 'x-trainyard-seq';
