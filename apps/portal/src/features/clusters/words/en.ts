/** Words of the clusters pages. */
export default {} as const;
