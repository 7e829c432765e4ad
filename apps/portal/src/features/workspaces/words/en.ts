/** Words of the workspaces pages. */
export default {} as const;
