/** Words of the jobs pages. */
export default {} as const;
